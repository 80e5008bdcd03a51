package io.mailroom.egress;

import java.util.Locale;

/** What is wrong with a connection, in the words of the wire: the same for every protocol. */
public enum Cause {
    DNS(true),
    REFUSED(true),
    UNREACHABLE(true),
    TIMEOUT(true),
    /** The operator allows no connection to the addresses of this host. */
    EGRESS_DENIED(false),
    TLS_UNTRUSTED(false),
    TLS_HOSTNAME(false),
    TLS_PROTOCOL(false),
    STARTTLS_MISSING(false),
    AUTH(false),
    /** A token is all we have, and the server takes none. */
    OAUTH_UNSUPPORTED(false),
    /** The provider takes the refresh token no more: the owner has to authorise again. */
    OAUTH_INVALID_GRANT(false),
    THROTTLED(true),
    TOO_MANY_CONNECTIONS(true),
    /** The provider has switched this protocol off, for the account or for everybody. */
    DISABLED_BY_PROVIDER(false),
    UNAVAILABLE(true),
    CONNECTION_LOST(true),
    PROTOCOL(false),
    OTHER(false);

    private final boolean temporary;

    Cause(boolean temporary) {
        this.temporary = temporary;
    }

    /** For example {@code tls-untrusted}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether the same may well succeed later without anybody changing anything. */
    public boolean temporary() {
        return temporary;
    }
}
