package io.mailroom.testsupport;

import io.mailroom.egress.Guard;
import io.mailroom.egress.MailServer;
import io.mailroom.egress.Tls;
import io.mailroom.egress.Trust;

/** This machine, where the servers of tests are. */
public final class Loopback {

    /** The same that {@code mailroom.egress.allow} says in tests. */
    public static final Guard GUARD = Guard.allowing("127.0.0.0/8", "::1");

    private Loopback() {}

    public static MailServer server(String host, int port, Tls tls, Trust trust) {
        return new MailServer(host, port, tls, trust, GUARD);
    }
}
