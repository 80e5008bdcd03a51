package io.mailroom.egress;

/** Which certificate a server may show (RFC 5280), if the connection is protected at all. */
public sealed interface Trust {

    Trust SYSTEM = new System();
    Trust ANYTHING = new Anything();

    /** A chain to one of the Java runtime's authorities, made out to the host's name. */
    record System() implements Trust {}

    /**
     * This certificate and no other, whatever its dates and names.
     *
     * @param sha256 of the server's own certificate in DER: 64 lower case hexadecimal digits
     */
    record Pinned(String sha256) implements Trust {}

    /**
     * A chain to one of these authorities and no others, made out to the host's name.
     *
     * @param pem one or more certificates (RFC 7468)
     */
    record OwnCa(String pem) implements Trust {}

    /** Any chain, and any name in it: protects from nobody who can stand in between. */
    record Anything() implements Trust {}
}
