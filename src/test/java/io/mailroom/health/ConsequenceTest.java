package io.mailroom.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.egress.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is left alone for how long. */
class ConsequenceTest {

    private static final Instant START = Instant.parse("2026-03-02T10:00:00Z");

    /** Takes nothing off. */
    private static final RandomGenerator NO_CHANCE = () -> 0;

    private Condition condition = Condition.unknown(START);
    private Instant now = START;

    private Consequence fail(Cause cause) {
        return fail(cause, null);
    }

    private Consequence fail(Cause cause, @Nullable Duration asked) {
        var before = condition.facing(cause, now);
        var consequence = Consequence.of(cause, before, asked, 3, NO_CHANCE);
        condition = before.failed(new Failure(cause, "it failed", asked), consequence, now);
        now = now.plusSeconds(1);
        return consequence;
    }

    private List<Duration> pauses(Cause cause, int failures) {
        var pauses = new ArrayList<Duration>();
        for (int i = 0; i < failures; i++) {
            var pause = fail(cause).pause();
            assertThat(pause).isNotNull();
            pauses.add(pause);
        }
        return pauses;
    }

    @Test
    void refusedLoginsShouldBeSpreadOutAndEndWithTheThird() {
        assertThat(fail(Cause.AUTH)).isEqualTo(new Consequence(State.DEGRADED, Duration.ofMinutes(1)));
        assertThat(fail(Cause.AUTH)).isEqualTo(new Consequence(State.DEGRADED, Duration.ofMinutes(5)));
        assertThat(fail(Cause.AUTH)).isEqualTo(new Consequence(State.BLOCKED, null));
        assertThat(condition.waits()).isTrue();
    }

    @Test
    void refusedLoginsShouldBeCountedAcrossFailuresOfTheNetwork() {
        fail(Cause.AUTH);
        fail(Cause.TIMEOUT);
        fail(Cause.AUTH);
        fail(Cause.DNS);

        assertThat(fail(Cause.AUTH).state()).isEqualTo(State.BLOCKED);
    }

    @Test
    void refusedLoginsShouldBeForgottenAfterASuccess() {
        fail(Cause.AUTH);
        fail(Cause.AUTH);
        condition = condition.succeeded(now);

        assertThat(fail(Cause.AUTH).state()).isEqualTo(State.DEGRADED);
    }

    @Test
    void networkShouldBeTriedLessAndLessOften() {
        assertThat(pauses(Cause.REFUSED, 12))
                .startsWith(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4))
                .endsWith(Duration.ofMinutes(10));
        assertThat(condition.state()).isEqualTo(State.DEGRADED);
    }

    @Test
    void throttlingServerShouldBeLeftAloneForUpToAnHour() {
        assertThat(pauses(Cause.THROTTLED, 8))
                .startsWith(Duration.ofMinutes(1), Duration.ofMinutes(2), Duration.ofMinutes(4))
                .endsWith(Duration.ofHours(1), Duration.ofHours(1));
        assertThat(condition.state()).isEqualTo(State.DEGRADED);
    }

    /** Logins are let in, and the work is not. */
    @Test
    void throttlingAfterTheLoginShouldBeLeftAloneForLongerAndLonger() {
        var pauses = new ArrayList<Duration>();
        for (int i = 0; i < 4; i++) {
            condition = condition.succeeded(now);
            pauses.addAll(pauses(Cause.THROTTLED, 1));
        }

        assertThat(pauses)
                .containsExactly(
                        Duration.ofMinutes(1), Duration.ofMinutes(2), Duration.ofMinutes(4), Duration.ofMinutes(8));
    }

    @Test
    void throttlingShouldBeForgottenWhenItWorkedForAWhile() {
        pauses(Cause.THROTTLED, 5);
        condition = condition.succeeded(now);
        now = now.plus(Duration.ofHours(1)).plusSeconds(1);

        assertThat(fail(Cause.THROTTLED).pause()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void otherFailuresShouldBeForgottenAfterASuccess() {
        pauses(Cause.TIMEOUT, 5);
        condition = condition.succeeded(now);

        assertThat(fail(Cause.TIMEOUT).pause()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void whatAPersonHasToMendShouldNotBeBelievedForFailuresOfTheNetwork() {
        fail(Cause.TIMEOUT);
        fail(Cause.TIMEOUT);

        assertThat(fail(Cause.TLS_UNTRUSTED).state()).isEqualTo(State.DEGRADED);
        assertThat(fail(Cause.TLS_HOSTNAME).state()).isEqualTo(State.DEGRADED);
        assertThat(fail(Cause.TLS_UNTRUSTED).state()).isEqualTo(State.BLOCKED);
    }

    @Test
    void blockedConnectionShouldBeTriedHourlyStillAfterAFailureOfTheNetwork() {
        pauses(Cause.TLS_UNTRUSTED, 3);
        fail(Cause.TIMEOUT);

        assertThat(fail(Cause.TLS_UNTRUSTED)).isEqualTo(new Consequence(State.BLOCKED, Duration.ofHours(1)));
    }

    @Test
    void throttlingServerShouldGetWhatItAsksFor() {
        assertThat(fail(Cause.THROTTLED, Duration.ofMinutes(20)).pause()).isEqualTo(Duration.ofMinutes(20));
        assertThat(fail(Cause.THROTTLED, Duration.ofSeconds(1)).pause()).isEqualTo(Duration.ofMinutes(2));
        assertThat(fail(Cause.THROTTLED, Duration.ofDays(400)).pause()).isEqualTo(Duration.ofDays(1));
    }

    @ParameterizedTest
    @EnumSource(
            value = Cause.class,
            names = {
                "TLS_UNTRUSTED",
                "TLS_HOSTNAME",
                "TLS_PROTOCOL",
                "STARTTLS_MISSING",
                "EGRESS_DENIED",
                "OAUTH_UNSUPPORTED",
                "DISABLED_BY_PROVIDER"
            })
    void whatAPersonHasToMendShouldBlockAndBeTriedHourly(Cause cause) {
        assertThat(fail(cause).state()).isEqualTo(State.DEGRADED);
        assertThat(fail(cause).state()).isEqualTo(State.DEGRADED);
        assertThat(fail(cause)).isEqualTo(new Consequence(State.BLOCKED, Duration.ofHours(1)));
        assertThat(fail(cause)).isEqualTo(new Consequence(State.BLOCKED, Duration.ofHours(1)));
    }

    @Test
    void invalidGrantShouldNeedItsOwnerAtOnce() {
        assertThat(fail(Cause.OAUTH_INVALID_GRANT)).isEqualTo(new Consequence(State.NEEDS_REAUTH, null));
    }

    @Test
    void blockedConnectionShouldStayBlockedForItsReasonWhenATestFailsOtherwise() {
        fail(Cause.AUTH);
        fail(Cause.AUTH);
        fail(Cause.AUTH);

        fail(Cause.TIMEOUT);

        assertThat(condition.state()).isEqualTo(State.BLOCKED);
        assertThat(condition.cause()).isEqualTo(Cause.AUTH);
        assertThat(condition.waits()).isTrue();
    }

    @Test
    void blockedConnectionShouldNotCountAsBetterWhenItFailsInAnotherWay() {
        pauses(Cause.TLS_UNTRUSTED, 3);

        fail(Cause.DNS);

        assertThat(condition.state()).isEqualTo(State.BLOCKED);
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    void everyFailureShouldKeepSomeDistance(Cause cause) {
        var pause = fail(cause).pause();

        assertThat(pause == null || pause.compareTo(Duration.ofMillis(500)) >= 0)
                .isTrue();
    }
}
