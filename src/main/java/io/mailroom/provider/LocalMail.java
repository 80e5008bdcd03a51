package io.mailroom.provider;

import java.util.Optional;

/** A mail server within this process, for a domain that nobody has: to try things on. */
public interface LocalMail {

    /** @param advice what whoever connects has to know */
    record Servers(String name, String domain, Server imap, Server smtp, String advice) {}

    /** Empty while it does not run. */
    Optional<Servers> servers();
}
