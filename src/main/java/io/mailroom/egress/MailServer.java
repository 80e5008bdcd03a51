package io.mailroom.egress;

/**
 * Where a mail server is and how it is to be trusted.
 *
 * @param host a host name or address literal
 * @param port 1 to 65535
 */
public record MailServer(String host, int port, Tls tls, Trust trust) {

    /** Whether any certificate chain is accepted, and any host name in it. */
    public boolean ignoreCertificates() {
        return trust instanceof Trust.Anything;
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
