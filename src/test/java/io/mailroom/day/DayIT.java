package io.mailroom.day;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A few hours of it; {@link Day} lets a whole one pass. */
class DayIT {

    @Test
    void grantShouldSurviveItsHoursAndTheDeathOfAReplica() throws Exception {
        var outcome = Story.run(6, Duration.ofSeconds(8));

        System.out.println(outcome);
        assertThat(outcome.violations()).as(outcome.toString()).isEmpty();
    }
}
