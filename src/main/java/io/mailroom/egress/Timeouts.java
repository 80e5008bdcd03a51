package io.mailroom.egress;

import java.time.Duration;

/**
 * How long we wait for a mail server.
 *
 * @param connect until the TCP connection stands
 * @param read for the next bytes of an answer, and for the server to take the next bytes of ours
 */
public record Timeouts(Duration connect, Duration read) {

    /** Long enough for a server that delays log-ins after failed ones, short enough to not hold a run for ever. */
    public static final Timeouts DEFAULT = new Timeouts(Duration.ofSeconds(15), Duration.ofSeconds(60));
}
