package io.mailroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MomentTest {

    private static final Instant NOW = Instant.parse("2026-11-12T13:05:00Z");

    @ParameterizedTest
    @CsvSource({
        "PT-20S, just now",
        "PT20S, in a moment",
        "PT50S, in 1 minute",
        "PT-4M, 4 minutes ago",
        "PT-59M-40S, 1 hour ago",
        "PT2H, in 2 hours",
        "PT-23H-40M, 1 day ago",
        "P7D, in 7 days",
        "P-8D, '4 Nov 2026, 14:05'",
    })
    void timeShouldBeToldFromNow(Duration distance, String told) {
        var moment = new Moment(NOW.plus(distance), ZoneId.of("Europe/Berlin"), NOW);

        assertThat(moment.relative()).isEqualTo(told);
    }

    @Test
    void zoneShouldBeToldWhereTheUsersOwnIsNotKnown() {
        assertThat(new Moment(NOW, ZoneOffset.UTC, NOW).full()).isEqualTo("12 Nov 2026, 13:05 UTC");
        assertThat(new Moment(NOW, ZoneId.of("America/New_York"), NOW).full()).isEqualTo("12 Nov 2026, 08:05");
    }
}
