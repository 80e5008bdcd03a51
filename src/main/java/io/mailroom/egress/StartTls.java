package io.mailroom.egress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocketFactory;

/** What the mail library asks for TLS after a server has said yes to STARTTLS (RFC 3207, RFC 9051 section 6.2.1). */
final class StartTls extends SSLSocketFactory {

    /** Looks whether the plain text has ended where it should have. */
    interface Transition {
        void check() throws IOException;
    }

    private final SSLSocketFactory sockets;
    private final Transition transition;

    StartTls(SSLSocketFactory sockets, Transition transition) {
        this.sockets = sockets;
        this.transition = transition;
    }

    @Override
    public Socket createSocket(Socket plain, String host, int port, boolean autoClose) throws IOException {
        transition.check();
        return sockets.createSocket(plain, host, port, autoClose);
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
