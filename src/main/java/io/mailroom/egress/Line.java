package io.mailroom.egress;

import io.mailroom.egress.Progress.Stage;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The one TCP connection of a conversation with a mail server, held from the moment it is made: it can be hung up at any
 * time and by any thread, whatever state the protocol on top of it is in. It goes where the server's guard lets it, and its
 * TLS is judged by what the server is trusted by.
 *
 * <p>A {@link SocketFactory}, because that is how the mail library lets us make the socket ourselves.
 */
public final class Line extends SocketFactory {

    /** Of connections that are being made and of those that are written to; nearly always cancelled. */
    static final ScheduledExecutorService DEADLINES = deadlines();

    private final MailServer server;
    private final Timeouts timeouts;
    private final Progress progress;
    private final SSLSocketFactory tls;
    private volatile @Nullable MailSocket socket;
    private volatile @Nullable Socket secured;
    private volatile @Nullable TlsInfo shown;
    private volatile boolean hungUp;
    private volatile boolean overdue;
    private final ScheduledFuture<?> deadline;

    public Line(MailServer server, Timeouts timeouts, Progress progress) {
        this.server = server;
        this.timeouts = timeouts;
        this.progress = progress;
        this.tls = sockets(new Judge(server.trust(), this::shown));
        this.deadline = DEADLINES.schedule(this::giveUp, timeouts.login().toMillis(), TimeUnit.MILLISECONDS);
    }

    private static ScheduledExecutorService deadlines() {
        var executor = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("mail-deadline").factory());
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    /** Every silence was short enough, and all of it takes too long: as when a server sends a byte now and then. */
    private void giveUp() {
        overdue = true;
        hangUp();
    }

    /** Logged in: from here on each answer has its own time, and the whole has none. */
    public void arrived() {
        deadline.cancel(false);
    }

    private IOException told(IOException e) {
        if (!overdue || e instanceof SocketTimeoutException) {
            return e;
        }
        var late = new SocketTimeoutException("not logged in in time");
        late.initCause(e);
        return late;
    }

    /** A context for each connection: a session that one trust has let through must not be taken up under another. */
    private static SSLSocketFactory sockets(Judge judge) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {judge}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no TLS", e);
        }
    }

    private void shown(TlsInfo info) {
        shown = info;
        progress.reached(new Stage.Presented(info));
    }

    /** What the server has shown of itself, also when it was refused for that; empty before TLS, and without. */
    public Optional<TlsInfo> handshake() {
        return Optional.ofNullable(shown);
    }

    /** For TLS after STARTTLS. */
    SSLSocketFactory startTls() {
        return new StartTls(tls, new StartTls.Transition() {
            @Override
            public void before() throws IOException {
                var made = socket;
                if (made != null) {
                    made.endOfClearText();
                }
            }

            @Override
            public void after(Socket tls) {
                secured = tls;
            }
        });
    }

    /**
     * Straight to the server, past the streams that the library lays on top, in which nothing may be waiting. Not before
     * the library has connected, and to be asked for anew after STARTTLS.
     */
    public OutputStream output() throws IOException {
        var top = secured == null ? socket : secured;
        if (top == null) {
            throw new SocketException("not connected");
        }
        return top.getOutputStream();
    }

    /** Connected, to one of the addresses that the guard permits; each gets its part of the time to connect. */
    @Override
    public Socket createSocket() throws IOException {
        try {
            return reached();
        } catch (IOException e) {
            throw told(e);
        }
    }

    private Socket reached() throws IOException {
        var addresses = addresses();
        progress.reached(new Stage.Resolved(addresses.permitted(), addresses.dropped()));
        var made = connected(addresses.permitted());
        progress.reached(new Stage.Connected(made.getInetAddress(), server.port()));
        made.setSoTimeout(Math.toIntExact(timeouts.read().toMillis()));
        switch (server.tls()) {
            case SSL -> {
                made.secure(tls, server.host(), server.port());
                progress.reached(new Stage.Secured());
            }
            case STARTTLS -> made.beginClearText();
            case NONE -> {}
        }
        return made;
    }

    /** By a thread that can be left: a resolver may ask one server after the other, and cannot be interrupted. */
    private Guard.Addresses addresses() throws IOException {
        var found = new FutureTask<>(() -> server.guard().addresses(server.host(), server.port()));
        Thread.startVirtualThread(found);
        try {
            return found.get(Math.max(0, deadline.getDelay(TimeUnit.NANOSECONDS)), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new SocketTimeoutException("the name was not found in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException network ? network : new IOException(e.getCause());
        }
    }

    private MailSocket connected(List<InetAddress> addresses) throws IOException {
        long end = System.nanoTime() + timeouts.connect().toNanos();
        for (int i = 0; ; i++) {
            long share = (end - System.nanoTime()) / (addresses.size() - i);
            try {
                return connected(addresses.get(i), Duration.ofNanos(share));
            } catch (IOException e) {
                if (hungUp || i == addresses.size() - 1) {
                    throw e;
                }
            }
        }
    }

    private MailSocket connected(InetAddress address, Duration patience) throws IOException {
        var made = new MailSocket(this::told, timeouts.read());
        socket = made; // before it connects, so that it can be hung up meanwhile
        if (hungUp) {
            throw new SocketException("hung up");
        }
        try {
            // 0 would mean for ever.
            made.reach(
                    new InetSocketAddress(address, server.port()), Math.toIntExact(Math.max(1, patience.toMillis())));
            return made;
        } catch (IOException e) {
            made.close();
            throw e;
        }
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException("a line knows where it leads");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException("a line knows where it leads");
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException("a line knows where it leads");
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException("a line knows where it leads");
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

    /** So many more bytes are taken from the server, and then no more until this is said again. */
    public void expect(int bytes) {
        var made = socket;
        if (made != null) {
            made.expect(bytes);
        }
    }

    /** The server sent more than was expected of it. */
    public static final class Endless extends IOException {
        Endless() {
            super("more than was expected");
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
        deadline.cancel(false);
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
