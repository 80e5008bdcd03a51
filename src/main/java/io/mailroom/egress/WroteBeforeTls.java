package io.mailroom.egress;

import javax.net.ssl.SSLException;

/** Between the answer to STARTTLS and the handshake there was something to read, which an honest server does not say. */
final class WroteBeforeTls extends SSLException {
    WroteBeforeTls() {
        super("data before the handshake");
    }
}
