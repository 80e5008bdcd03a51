package io.mailroom.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.scan.Imports.Limited;
import io.mailroom.testsupport.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class HostGateTest {

    private static final int ROOM = Limited.USUAL.runsPerHost();
    private static final Duration A_SECOND = Duration.ofSeconds(1);

    private final TestClock clock = new TestClock();
    private final HostGate gate = new HostGate(Limited.USUAL, clock);

    private void fill(String host) {
        for (int i = 0; i < ROOM; i++) {
            assertThat(gate.enter(host)).isEmpty();
        }
    }

    @Test
    void runShouldBeTurnedAwayWhenItsServerIsBusy() {
        fill("slow.example.org");

        assertThat(gate.enter("slow.example.org"))
                .hasValueSatisfying(turn -> assertThat(turn).isAfter(clock.instant()));
    }

    @Test
    void whoeverAsksShouldTakeNoPlace() {
        assertThat(gate.refusal("slow.example.org")).isEmpty();
        fill("slow.example.org");

        assertThat(gate.refusal("slow.example.org"))
                .hasValueSatisfying(turn -> assertThat(turn).isAfter(clock.instant()));
        gate.leave("slow.example.org", A_SECOND, true);

        assertThat(gate.refusal("slow.example.org")).isEmpty();
        assertThat(gate.enter("slow.example.org")).isEmpty();
    }

    @Test
    void runShouldBeLetInWhenOnlyAnotherServerIsBusy() {
        fill("slow.example.org");

        assertThat(gate.enter("fast.example.org")).isEmpty();
    }

    @Test
    void runShouldBeLetInWhenAnotherOneHasLeft() {
        fill("slow.example.org");
        gate.leave("slow.example.org", A_SECOND, true);

        assertThat(gate.enter("slow.example.org")).isEmpty();
        assertThat(gate.enter("slow.example.org")).isPresent();
    }

    /** Nobody overtakes, and nobody comes before the server can be through with those before. */
    @Test
    void turnsShouldFollowEachOtherAtTheServersPace() {
        gate.enter("slow.example.org");
        gate.leave("slow.example.org", Duration.ofSeconds(10 * ROOM), false);
        gate.enter("slow.example.org");
        gate.leave("slow.example.org", Duration.ofSeconds(10 * ROOM), true);
        fill("slow.example.org");

        var turns = new ArrayList<Instant>();
        for (int i = 0; i < 5; i++) {
            turns.add(gate.enter("slow.example.org").orElseThrow());
        }

        assertThat(turns).isSorted().doesNotHaveDuplicates();
        assertThat(Duration.between(turns.get(1), turns.get(2))).isGreaterThan(A_SECOND);
    }

    @Test
    void turnShouldComeWithinAMinuteHoweverLongTheQueue() {
        fill("slow.example.org");

        for (int i = 0; i < 10_000; i++) {
            assertThat(gate.enter("slow.example.org").orElseThrow())
                    .isBeforeOrEqualTo(clock.instant().plus(Duration.ofMinutes(1)));
        }
    }

    @Test
    void serverShouldBeTriedByOneRunAtATimeWhenItCannotBeReached() {
        gate.enter("dead.example.org");
        gate.enter("dead.example.org");
        gate.leave("dead.example.org", A_SECOND, false);

        assertThat(gate.enter("dead.example.org")).isPresent();

        gate.leave("dead.example.org", A_SECOND, false);
        assertThat(gate.enter("dead.example.org")).as("the one that tries").isEmpty();
        gate.leave("dead.example.org", A_SECOND, true);
        fill("dead.example.org");
    }
}
