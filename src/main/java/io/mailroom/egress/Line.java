package io.mailroom.egress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The one TCP connection of a conversation with a mail server, held from the moment it is made: it can be hung up at any
 * time and by any thread, whatever state the protocol on top of it is in.
 *
 * <p>A {@link SocketFactory}, because that is how the mail library lets us make the socket ourselves.
 */
public final class Line extends SocketFactory {

    private volatile @Nullable Socket socket;
    private volatile boolean hungUp;

    @Override
    public Socket createSocket() throws IOException {
        if (hungUp) {
            throw new SocketException("hung up");
        }
        var made = new Socket();
        socket = made;
        return made;
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException("a line is made first and connected later, with a timeout");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException("a line is made first and connected later, with a timeout");
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException("a line is made first and connected later, with a timeout");
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException("a line is made first and connected later, with a timeout");
    }

    /** From now on waits this long for the next bytes. Also holds when TLS lies on top. */
    public void patience(Duration read) {
        var made = socket;
        if (made != null) {
            try {
                made.setSoTimeout(Math.toIntExact(read.toMillis()));
            } catch (SocketException closed) {
                // The next read or write says so.
            }
        }
    }

    /** Our own address as the server's side of the network sees us leave. */
    public InetAddress localAddress() {
        var made = socket;
        return made == null || made.getLocalAddress() == null
                ? InetAddress.getLoopbackAddress()
                : made.getLocalAddress();
    }

    /** Frees the socket at once, without a word to the server. Whoever waits on it gets an I/O error. */
    public void hangUp() {
        hungUp = true;
        var made = socket;
        if (made != null) {
            try {
                made.close();
            } catch (IOException alreadyGone) {
                // What matters is that it is no longer ours.
            }
        }
    }
}
