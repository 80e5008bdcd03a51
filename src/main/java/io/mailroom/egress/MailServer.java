package io.mailroom.egress;

/**
 * Where a mail server is and how it is to be trusted.
 *
 * @param host a host name or address literal
 * @param port 1 to 65535
 * @param guard which addresses of the host may be connected to
 */
public record MailServer(String host, int port, Tls tls, Trust trust, Guard guard) {

    /** Whether any certificate chain is accepted, and any host name in it. */
    public boolean ignoreCertificates() {
        return trust instanceof Trust.Anything;
    }

    /** As it is told of in errors and logs, where nobody is to overlook that its certificate is not looked at. */
    @Override
    public String toString() {
        var address = host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
        return ignoreCertificates() && tls != Tls.NONE ? address + " (CERTIFICATES IGNORED)" : address;
    }
}
