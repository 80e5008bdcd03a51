package io.mailroom.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPauseTest {

    @ParameterizedTest
    @CsvSource({
        "0, , PT5S",
        "1, , PT10S",
        "6, , PT5M20S",
        "7, , PT10M",
        "1000, , PT10M",
        "0, PT1S, PT5S",
        "0, PT2M, PT2M",
        "9, PT2M, PT10M",
        "0, P30D, PT1H"
    })
    void pauseShouldGrowAndNeverBeLessThanAskedFor(int failures, Duration asked, Duration pause) {
        assertThat(RetryPause.after(failures, asked)).isEqualTo(pause);
    }
}
