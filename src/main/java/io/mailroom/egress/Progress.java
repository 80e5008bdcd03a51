package io.mailroom.egress;

import java.net.InetAddress;
import java.util.List;

/**
 * Hears how far a conversation with a mail server has come, on the thread that holds it. Every stage is told once it is
 * over, so what went wrong went wrong in the one after the last that was told of.
 */
@FunctionalInterface
public interface Progress {

    /** Nobody listens. */
    Progress NONE = stage -> {};

    void reached(Stage stage);

    /** What has been achieved. None of them holds a secret. */
    sealed interface Stage {

        /** @param dropped those of the host's addresses that we may not connect to */
        record Resolved(List<InetAddress> addresses, List<InetAddress> dropped) implements Stage {}

        record Connected(InetAddress address, int port) implements Stage {}

        /** The server has shown its certificates. Nobody has judged them yet, so this is no end of a stage. */
        record Presented(TlsInfo tls) implements Stage {}

        /** Everything from here on is protected (RFC 8446). */
        record Secured() implements Stage {}

        record Greeted(String text) implements Stage {}

        /** What the server can do, as it says before the log-in, and under TLS where there is TLS. */
        record Capable(List<String> capabilities) implements Stage {}

        /** Logged in, or let in without that. */
        record Authenticated() implements Stage {}
    }
}
