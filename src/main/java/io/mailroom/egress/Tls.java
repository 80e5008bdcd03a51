package io.mailroom.egress;

/** How a connection is protected. */
public enum Tls {
    /** TLS from the first byte (RFC 8314 section 3, "implicit TLS"). */
    SSL,
    /** Plain at first, then upgraded by STARTTLS; a server that does not offer it is refused, never used in the clear. */
    STARTTLS,
    /** No protection at all. */
    NONE
}
