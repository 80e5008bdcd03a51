package io.mailroom.testsupport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** The way to a server on this machine, which can be made slow; it knows how many connections go over it. */
public final class SlowLine implements AutoCloseable {

    private static final int BUFFER = 64 * 1024;

    /** How it travels: so many bytes at a time, each time after a pause. */
    private record Pace(int bytes, Duration pause) {
        static final Pace FAST = new Pace(BUFFER, Duration.ZERO);
    }

    private final ServerSocket listener;
    private final int server;
    private final AtomicInteger open = new AtomicInteger();
    private volatile Pace pace = Pace.FAST;

    private SlowLine(ServerSocket listener, int server) {
        this.listener = listener;
        this.server = server;
    }

    /** @param server the port of the server */
    public static SlowLine to(int server) {
        try {
            var line = new SlowLine(new ServerSocket(0, 500, InetAddress.getByName("127.0.0.1")), server);
            Thread.ofVirtual().name("line").start(line::accept);
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Connections that are open at this moment. */
    public int open() {
        return open.get();
    }

    /** From now on so many bytes at a time in each direction of each connection, after such a pause. */
    public void slow(int bytes, Duration pause) {
        pace = new Pace(bytes, pause);
    }

    public void fast() {
        pace = Pace.FAST;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var client = listener.accept();
                Thread.ofVirtual().start(() -> connect(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        open.incrementAndGet();
        try (client;
                var upstream = new Socket(InetAddress.getByName("127.0.0.1"), server)) {
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
            var there = Thread.ofVirtual().start(() -> pump(client, upstream));
            pump(upstream, client);
            there.join();
        } catch (IOException gone) {
            // The server is away, and the client hears of it by the end of its connection.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.decrementAndGet();
        }
    }

    /** When one end goes, so does the other. */
    private void pump(Socket from, Socket to) {
        try (from;
                to) {
            pump(from.getInputStream(), to.getOutputStream());
        } catch (IOException gone) {
            // as wanted
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pump(InputStream in, OutputStream out) throws IOException, InterruptedException {
        var buffer = new byte[BUFFER];
        while (true) {
            var now = pace;
            int read = in.read(buffer, 0, now.bytes());
            if (read < 0) {
                return;
            }
            Thread.sleep(now.pause()); // the line's own slowness
            out.write(buffer, 0, read);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
