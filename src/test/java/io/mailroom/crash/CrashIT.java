package io.mailroom.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A blow in those ways that have most in common with the others; {@link Crash} deals a hundred in each. */
class CrashIT {

    private static final int BLOWS = 1;
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);

    @ParameterizedTest
    @EnumSource(names = {"SERVICE", "DATABASE", "IMAP_KILL", "ROLLING"})
    void everyMailShouldBeOneItemAndMovedOnceWhenThisIsStruck(Way way) throws Exception {
        boolean move = way != Way.IMAP_KILL; // COPY and EXPUNGE have more to be killed in between

        var outcome = Campaign.run(new Scene.Setup(way, move, HEARTBEAT), BLOWS, 4711);

        System.out.println(outcome);
        assertThat(outcome.recoveries()).hasSize(BLOWS);
        assertThat(outcome.violations()).as(outcome.toString()).isEmpty();
    }
}
