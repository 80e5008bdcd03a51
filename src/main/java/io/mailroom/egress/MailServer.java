package io.mailroom.egress;

/**
 * Where a mail server is and how it is to be trusted.
 *
 * @param host a host name or address literal
 * @param port 1 to 65535
 * @param ignoreCertificates accept any certificate chain and any host name in it
 */
public record MailServer(String host, int port, Tls tls, boolean ignoreCertificates) {

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
