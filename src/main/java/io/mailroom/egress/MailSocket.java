package io.mailroom.egress;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The socket that the mail library gets: connected already, to an address that was judged, and with TLS in it where that is
 * spoken from the first byte. The library would look the name up and connect once more by itself, and would take TLS from
 * nobody but its own.
 */
final class MailSocket extends Socket {

    private final UnaryOperator<IOException> told;
    private final Duration patience;
    private volatile @Nullable WatchedOutput out;
    private @Nullable SSLSocket tls;
    private @Nullable Lines lines;
    private long expected = Long.MAX_VALUE;

    /**
     * @param told why reading has failed, from what the network says of it
     * @param patience for the server to take what is written
     */
    MailSocket(UnaryOperator<IOException> told, Duration patience) {
        this.told = told;
        this.patience = patience;
    }

    /** Where the library says {@link #connect}, all is done. */
    void reach(InetSocketAddress address, int timeout) throws IOException {
        super.connect(address, timeout);
        // All that is written is a whole command or message, never worth holding back for more.
        setTcpNoDelay(true);
        out = new WatchedOutput(super.getOutputStream(), patience, this::hangUp);
    }

    private void hangUp() {
        try {
            close();
        } catch (IOException alreadyGone) {
            // Whoever writes is told by its own exception.
        }
    }

    @Override
    public void connect(SocketAddress address) {}

    @Override
    public void connect(SocketAddress address, int timeout) {}

    /** Speaks TLS from now on. Whoever reads and writes here does not notice. */
    void secure(SSLSocketFactory sockets, String host, int port) throws IOException {
        var secured = (SSLSocket) sockets.createSocket(this, host, port, true);
        var parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("LDAPS"); // as the library does after STARTTLS
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        tls = secured;
    }

    /** Whatever comes before {@link #endOfClearText()} is handed out line by line, none ahead of its time. */
    void beginClearText() throws IOException {
        lines = new Lines(counted());
    }

    /**
     * The last line of plain text has been read; TLS begins here.
     *
     * @throws WroteBeforeTls when there is more: it would be taken for something said under TLS (CVE-2011-0411 and its kin)
     */
    void endOfClearText() throws IOException {
        var read = lines;
        lines = null;
        if (read != null && read.hasMore()) {
            throw new WroteBeforeTls();
        }
    }

    @Override
    public InputStream getInputStream() throws IOException {
        if (tls != null) {
            return tls.getInputStream();
        }
        return lines == null ? counted() : lines;
    }

    void expect(int bytes) {
        expected = bytes;
    }

    /** Below TLS, which adds little. */
    private InputStream counted() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                try {
                    return count(super.read(), 1);
                } catch (IOException e) {
                    throw told.apply(e);
                }
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                try {
                    int read = super.read(bytes, offset, length);
                    return count(read, read);
                } catch (IOException e) {
                    throw told.apply(e);
                }
            }
        };
    }

    private int count(int read, int bytes) throws IOException {
        if (read >= 0) {
            expected -= bytes;
            if (expected < 0) {
                throw new Line.Endless();
            }
        }
        return read;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        if (tls != null) {
            return tls.getOutputStream();
        }
        return out == null ? super.getOutputStream() : out;
    }

    @Override
    public void close() throws IOException {
        var watched = out;
        if (watched != null) {
            watched.unwatch();
        }
        super.close();
    }

    /** Keeps back what lies behind the end of a line until somebody wants the next one. */
    private static final class Lines extends FilterInputStream {

        private final byte[] held = new byte[2048];
        private int next;
        private int end;

        Lines(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (next == end) {
                next = 0;
                end = Math.max(0, in.read(held, 0, held.length));
                if (end == 0) {
                    return -1;
                }
            }
            int given = 0;
            while (given < length && next < end) {
                byte one = held[next++];
                bytes[offset + given++] = one;
                if (one == '\n') {
                    break;
                }
            }
            return given;
        }

        /** A buffer above would help itself to the next line. */
        @Override
        public int available() {
            return 0;
        }

        boolean hasMore() throws IOException {
            return next < end || in.available() > 0;
        }
    }
}
