package io.mailroom.egress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocketFactory;

/** What the mail library asks for TLS after a server has said yes to STARTTLS (RFC 3207, RFC 9051 section 6.2.1). */
final class StartTls extends SSLSocketFactory {

    /** From plain text to TLS. */
    interface Transition {

        /** Looks whether the plain text has ended where it should have. */
        void before() throws IOException;

        /** @param tls on which the conversation goes on; the handshake is still to come */
        void after(Socket tls);
    }

    private final SSLSocketFactory sockets;
    private final Transition transition;

    StartTls(SSLSocketFactory sockets, Transition transition) {
        this.sockets = sockets;
        this.transition = transition;
    }

    @Override
    public Socket createSocket(Socket plain, String host, int port, boolean autoClose) throws IOException {
        transition.before();
        var tls = sockets.createSocket(plain, host, port, autoClose);
        transition.after(tls);
        return tls;
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return sockets.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return sockets.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException("TLS begins on a connection that is there");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException("TLS begins on a connection that is there");
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException("TLS begins on a connection that is there");
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException("TLS begins on a connection that is there");
    }
}
