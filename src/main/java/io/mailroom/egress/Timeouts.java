package io.mailroom.egress;

import java.time.Duration;

/**
 * How long we wait for a mail server.
 *
 * @param connect until the TCP connection stands
 * @param read for the next bytes of an answer, and for the server to take the next bytes of ours
 * @param login from its name to being logged in, however many bytes it answers with
 */
public record Timeouts(Duration connect, Duration read, Duration login) {

    private static final Duration LOGIN = Duration.ofMinutes(1);

    /** Long enough for a server that delays log-ins after failed ones, short enough to not hold a run for ever. */
    public static final Timeouts DEFAULT = new Timeouts(Duration.ofSeconds(15), Duration.ofSeconds(60));

    /** A login may take a minute, or as long as one that waits once for the connection and once for an answer. */
    public Timeouts(Duration connect, Duration read) {
        var once = connect.plus(read);
        this(connect, read, once.compareTo(LOGIN) > 0 ? once : LOGIN);
    }
}
