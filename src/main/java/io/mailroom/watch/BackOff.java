package io.mailroom.watch;

import io.mailroom.imap.ImapException;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** How long to wait before a server is tried again. */
final class BackOff {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration CROWDED = Duration.ofMinutes(1);
    private static final Duration LAST = Duration.ofMinutes(10);

    private BackOff() {}

    /**
     * 1 s, 2 s, 4 s ... 10 min, up to half of it taken off by chance, so that those who fail together do not come back
     * together.
     *
     * @param failures one after the other, this one included
     * @param reason null when it is not the server's
     */
    static Duration after(int failures, ImapException.@Nullable Reason reason, RandomGenerator random) {
        var grown = FIRST.multipliedBy(1L << Math.clamp(failures - 1L, 0, 10));
        var delay = longer(grown, least(reason));
        var capped = delay.compareTo(LAST) > 0 ? LAST : delay;
        // What is wrong for good is not tried sooner by chance, only later.
        return least(reason).equals(LAST)
                ? capped.plusMillis(random.nextLong(capped.toMillis() / 10))
                : capped.minusMillis(random.nextLong(capped.toMillis() / 2));
    }

    /** Somebody has to change something first, or the server is not to be pressed. */
    private static Duration least(ImapException.@Nullable Reason reason) {
        return switch (reason) {
            case null -> Duration.ZERO;
            case AUTHENTICATION,
                    EGRESS_DENIED,
                    OAUTH_UNSUPPORTED,
                    OAUTH_INVALID_GRANT,
                    OAUTH_CLIENT,
                    DISABLED_BY_PROVIDER,
                    TLS_UNTRUSTED,
                    TLS_HOSTNAME,
                    TLS_PROTOCOL,
                    STARTTLS_MISSING,
                    MAILBOX_MISSING,
                    NOT_PERMITTED,
                    QUOTA -> LAST;
            // Runs of the task need a connection, too.
            case TOO_MANY_CONNECTIONS, THROTTLED -> CROWDED;
            case DNS,
                    REFUSED,
                    UNREACHABLE,
                    TIMEOUT,
                    UNAVAILABLE,
                    CONNECTION_LOST,
                    TOO_LARGE,
                    COMMAND_REFUSED,
                    PROTOCOL -> Duration.ZERO;
        };
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
