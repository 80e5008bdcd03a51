package io.mailroom.crash.send;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A few blows; {@link SendCrash} deals a hundred. */
class SendCrashIT {

    private static final int BLOWS = 2;

    @ParameterizedTest
    @EnumSource(names = {"SERVICE", "DATABASE"})
    void everyMailShouldBeDeliveredAsItsStateSaysWhenThisIsStruck(Way way) throws Exception {
        var outcome = Campaign.run(way, BLOWS, 4711);

        System.out.println(outcome);
        assertThat(outcome.recoveries()).hasSize(BLOWS);
        assertThat(outcome.violations()).as(outcome.toString()).isEmpty();
    }
}
