package io.mailroom.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mailroom.web.Problem;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RenderingLimitTest {

    private final RenderingLimit limit = new RenderingLimit(Duration.ofMillis(10));

    @Test
    void workShouldBeRefusedWhileHalfOfTheProcessorsAreBusyAndBegunAgainAfterwards() {
        int places = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

        assertThat(within(places)).isEqualTo("done");
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> within(places + 1))
                .satisfies(problem -> assertThat(problem.status()).isEqualTo(503));
        assertThat(within(places)).isEqualTo("done");
    }

    private String within(int rounds) {
        return rounds == 0 ? "done" : limit.run(() -> within(rounds - 1));
    }
}
