package io.mailroom.health;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Who may try a connection in which condition. */
enum Admission {
    /** It is well: any number may. */
    FREE,
    /** One, and the others wait for what comes of it. */
    ONE,
    /** Somebody is just trying it. */
    WAIT,
    LATER;

    /** Whoever waits for a server that was down is let through this soon, however long others keep away by then. */
    private static final Duration SOON = Duration.ofSeconds(30);

    /** How often its owner may have a connection tried out of turn. */
    private static final Duration BETWEEN_TESTS = Duration.ofMinutes(1);

    static Admission of(Condition condition, Occasion occasion, Instant now) {
        if (condition.state() == State.OK) {
            return FREE;
        }
        if (condition.isBeingTried(now)) {
            return WAIT;
        }
        return next(condition, occasion, now) == null ? ONE : LATER;
    }

    /** Whether its turn would have to be taken out of the row. */
    static boolean isOutOfTurn(Condition condition, Instant now) {
        return condition.waits() || isAhead(condition.nextAttempt(), now);
    }

    /** When it may be tried on such an occasion; null for now, {@link Instant#MAX} for not before its settings change. */
    static @Nullable Instant next(Condition condition, Occasion occasion, Instant now) {
        if (!isOutOfTurn(condition, now)) {
            return null;
        }
        if (occasion == Occasion.TEST) {
            var tested = condition.tested();
            return tested == null ? null : ahead(tested.plus(BETWEEN_TESTS), now);
        }
        if (condition.waits()) {
            return Instant.MAX;
        }
        var next = condition.nextAttempt();
        var failed = condition.lastFailure();
        if (occasion == Occasion.REQUESTED && failed != null && mayHavePassed(condition)) {
            var soon = failed.plus(SOON);
            return ahead(next == null || soon.isBefore(next) ? soon : next, now);
        }
        return next;
    }

    /** Trying such a server once more does no harm. */
    private static boolean mayHavePassed(Condition condition) {
        var cause = condition.cause();
        return condition.state() == State.DEGRADED
                && cause != null
                && switch (cause) {
                    case DNS, REFUSED, UNREACHABLE, TIMEOUT, UNAVAILABLE, CONNECTION_LOST, PROTOCOL, OTHER -> true;
                    case EGRESS_DENIED,
                            TLS_UNTRUSTED,
                            TLS_HOSTNAME,
                            TLS_PROTOCOL,
                            STARTTLS_MISSING,
                            AUTH,
                            OAUTH_UNSUPPORTED,
                            OAUTH_INVALID_GRANT,
                            THROTTLED,
                            TOO_MANY_CONNECTIONS,
                            DISABLED_BY_PROVIDER -> false;
                };
    }

    private static @Nullable Instant ahead(Instant time, Instant now) {
        return isAhead(time, now) ? time : null;
    }

    private static boolean isAhead(@Nullable Instant time, Instant now) {
        return time != null && time.isAfter(now);
    }
}
