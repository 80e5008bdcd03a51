package io.mailroom.health;

import io.mailroom.egress.Cause;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a failure means for a connection: which state it is in, and how long nobody tries it.
 *
 * @param pause null: until the settings change
 */
record Consequence(State state, @Nullable Duration pause) {

    /** Servers lock accounts after a handful of wrong passwords within minutes: the second try comes after one, the third after five more. */
    private static final Duration FIRST_AFTER_REFUSAL = Duration.ofMinutes(1);

    private static final Duration LAST_AFTER_REFUSAL = Duration.ofMinutes(30);

    /** A certificate may be renewed, and a provider change its mind. */
    private static final Duration RARELY = Duration.ofHours(1);

    /** Failures that nobody but a person can mend are believed after this many. */
    private static final int BELIEVED = 3;

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LAST = Duration.ofMinutes(10);
    private static final Duration FIRST_WHEN_THROTTLED = Duration.ofMinutes(1);
    private static final Duration LAST_WHEN_THROTTLED = Duration.ofHours(1);

    /** What a server asks for is done, within reason. */
    private static final Duration LONGEST_ASKED = Duration.ofDays(1);

    /**
     * @param before how it was, {@link Condition#facing} this cause
     * @param asked how long the server wants to be left alone; null when it did not say
     */
    static Consequence of(
            Cause cause, Condition before, @Nullable Duration asked, int authAttempts, RandomGenerator random) {
        if (before.waits() && cause != Cause.OAUTH_INVALID_GRANT) {
            return new Consequence(before.state(), null); // tried out of turn, and no better
        }
        int failures = before.failures() + 1;
        var consequence = switch (cause) {
            case OAUTH_INVALID_GRANT -> new Consequence(State.NEEDS_REAUTH, null);
            case AUTH -> {
                int refused = before.authFailures() + 1;
                yield refused >= authAttempts ? new Consequence(State.BLOCKED, null) : degraded(spread(refused));
            }
            case EGRESS_DENIED,
                    TLS_UNTRUSTED,
                    TLS_HOSTNAME,
                    TLS_PROTOCOL,
                    STARTTLS_MISSING,
                    OAUTH_UNSUPPORTED,
                    DISABLED_BY_PROVIDER ->
                failures >= BELIEVED || before.state() == State.BLOCKED
                        ? new Consequence(State.BLOCKED, RARELY)
                        : degraded(spread(failures));
            case THROTTLED, TOO_MANY_CONNECTIONS ->
                degraded(longer(
                        doubled(FIRST_WHEN_THROTTLED, failures, LAST_WHEN_THROTTLED),
                        asked == null ? Duration.ZERO : shorter(asked, LONGEST_ASKED)));
            case DNS, REFUSED, UNREACHABLE, TIMEOUT, UNAVAILABLE, CONNECTION_LOST, PROTOCOL, OTHER ->
                degraded(longer(
                        jittered(doubled(FIRST, failures, LAST), random),
                        asked == null ? Duration.ZERO : shorter(asked, LONGEST_ASKED)));
        };
        // What was blocked is not better for failing in another way.
        return before.state().isOver() && consequence.state() == State.DEGRADED
                ? new Consequence(before.state(), consequence.pause())
                : consequence;
    }

    /** Whether it stays wrong until a person mends it. Refused logins are counted by themselves. */
    static boolean isLasting(Cause cause) {
        return switch (cause) {
            case EGRESS_DENIED,
                    TLS_UNTRUSTED,
                    TLS_HOSTNAME,
                    TLS_PROTOCOL,
                    STARTTLS_MISSING,
                    OAUTH_UNSUPPORTED,
                    DISABLED_BY_PROVIDER -> true;
            case DNS,
                    REFUSED,
                    UNREACHABLE,
                    TIMEOUT,
                    AUTH,
                    OAUTH_INVALID_GRANT,
                    THROTTLED,
                    TOO_MANY_CONNECTIONS,
                    UNAVAILABLE,
                    CONNECTION_LOST,
                    PROTOCOL,
                    OTHER -> false;
        };
    }

    private static Consequence degraded(Duration wait) {
        return new Consequence(State.DEGRADED, wait);
    }

    /** 1 min, 5 min, 25 min, 30 min ... */
    private static Duration spread(int failures) {
        var wait = FIRST_AFTER_REFUSAL;
        for (int i = 1; i < failures && wait.compareTo(LAST_AFTER_REFUSAL) < 0; i++) {
            wait = wait.multipliedBy(5);
        }
        return shorter(wait, LAST_AFTER_REFUSAL);
    }

    private static Duration doubled(Duration first, int failures, Duration last) {
        return shorter(first.multipliedBy(1L << Math.clamp(failures - 1L, 0, 20)), last);
    }

    /** Up to half is taken off by chance, so that those who fail together do not come back together. */
    private static Duration jittered(Duration wait, RandomGenerator random) {
        return wait.minusMillis(random.nextLong(wait.toMillis() / 2));
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
