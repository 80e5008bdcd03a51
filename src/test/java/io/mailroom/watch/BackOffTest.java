package io.mailroom.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.imap.ImapException.Reason;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BackOffTest {

    private final Random random = new Random(1);

    @Test
    void delayShouldGrowFromASecondToTenMinutes() {
        assertThat(BackOff.after(1, Reason.CONNECTION_LOST, random))
                .isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
        assertThat(BackOff.after(5, Reason.REFUSED, random)).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(16));
        for (int failures : new int[] {11, 40, Integer.MAX_VALUE}) {
            assertThat(BackOff.after(failures, Reason.DNS, random))
                    .isBetween(Duration.ofMinutes(5), Duration.ofMinutes(10));
        }
    }

    @Test
    void delaysShouldDiffer() {
        var delays = random.ints(20)
                .mapToObj(any -> BackOff.after(6, Reason.CONNECTION_LOST, random))
                .distinct();

        assertThat(delays.count()).isGreaterThan(15);
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTHENTICATION", "OAUTH_UNSUPPORTED", "TLS_UNTRUSTED", "MAILBOX_MISSING"})
    void whatNeedsSomebodyShouldWaitTenMinutesAtOnce(Reason reason) {
        assertThat(BackOff.after(1, reason, random)).isBetween(Duration.ofMinutes(10), Duration.ofMinutes(11));
    }

    @Test
    void crowdedServerShouldBeLeftToTheRuns() {
        assertThat(BackOff.after(1, Reason.TOO_MANY_CONNECTIONS, random))
                .isBetween(Duration.ofSeconds(30), Duration.ofMinutes(1));
    }

    @Test
    void troubleOfOurOwnShouldBeTriedAgainSoon() {
        assertThat(BackOff.after(1, null, random)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
    }
}
