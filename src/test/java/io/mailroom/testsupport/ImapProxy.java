package io.mailroom.testsupport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.mailroom.egress.MailServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a mail program and its IMAP server (without TLS), reads along, and strikes once at a chosen moment of their
 * conversation. What was to come next has not been passed on yet when it strikes.
 */
public final class ImapProxy implements AutoCloseable {

    private static final Pattern LITERAL = Pattern.compile("\\{(\\d+)\\}\r\n$");

    /** When to strike. */
    public sealed interface Moment {}

    /** Before the server hears a command that begins like this, for example {@code UID MOVE}. */
    public record Before(String command) implements Moment {}

    /** When the server has done it, before the client hears of it. */
    public record Answered(String command) implements Moment {}

    /** So long after the server has been told it. */
    public record After(String command, Duration delay) implements Moment {}

    /** In the {@code number}th literal from now on, when this share of it has been passed on. */
    public record InLiteral(int number, double share) implements Moment {}

    /** What happens then, on the thread that passes bytes on. */
    public interface Blow {
        void strike(Connection connection) throws IOException;
    }

    /** One connection through here. */
    public record Connection(Socket client, Socket server) {

        /** Breaks it off in both directions. */
        public void cut() {
            for (var socket : List.of(client, server)) {
                try (socket) {
                    socket.setSoLinger(true, 0);
                } catch (IOException alreadyGone) {
                    // as wanted
                }
            }
        }

        /** Where the client came in, of the addresses that {@link ImapProxy#on} was given. */
        public InetAddress entrance() {
            return client.getLocalAddress();
        }
    }

    /** A moment that is being waited for. */
    private static final class Trap {

        private final Moment moment;
        private final Blow blow;
        private final CompletableFuture<Long> struck = new CompletableFuture<>();
        private int literals;

        Trap(Moment moment, Blow blow) {
            this.moment = moment;
            this.blow = blow;
        }

        synchronized int countLiteral() {
            return ++literals;
        }
    }

    private final MailServer server;
    private final List<ServerSocket> listeners = new ArrayList<>();
    private final AtomicReference<@Nullable Trap> trap = new AtomicReference<>();

    private ImapProxy(MailServer server) {
        this.server = server;
    }

    public static ImapProxy before(MailServer server) {
        return on(server, InetAddress.getLoopbackAddress());
    }

    /** Listens on the same port of each of these addresses. */
    public static ImapProxy on(MailServer server, InetAddress... addresses) {
        var proxy = new ImapProxy(server);
        try {
            int port = 0;
            for (var address : addresses) {
                var listener = new ServerSocket(port, 50, address);
                port = listener.getLocalPort();
                proxy.listeners.add(listener);
                Thread.ofVirtual().start(() -> proxy.accept(listener));
            }
            return proxy;
        } catch (IOException e) {
            proxy.close();
            throw new UncheckedIOException(e);
        }
    }

    public MailServer address() {
        var listener = listeners.getFirst();
        return Loopback.server(
                listener.getInetAddress().getHostAddress(), listener.getLocalPort(), server.tls(), server.trust());
    }

    /** Strikes once; a moment that was waited for before is forgotten. The result is when it struck, in epoch milliseconds. */
    public CompletableFuture<Long> strike(Moment moment, Blow blow) {
        var next = new Trap(moment, blow);
        trap.set(next);
        return next.struck;
    }

    /** Strikes no more. */
    public void forget() {
        trap.set(null);
    }

    private void accept(ServerSocket listener) {
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
        var upstream = new Socket();
        try {
            upstream.connect(new InetSocketAddress(server.host(), server.port()), 5_000);
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
            new Conversation(new Connection(client, upstream)).run();
        } catch (IOException e) {
            close(upstream);
            close(client);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // as wanted
        }
    }

    /** Says that it is over when nobody listens any more. */
    @Override
    public void close() {
        for (var listener : listeners) {
            try {
                listener.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Both directions of one connection, line by line and literal by literal. */
    private final class Conversation {

        private final Connection connection;
        private volatile @Nullable String awaitedTag;

        Conversation(Connection connection) {
            this.connection = connection;
        }

        void run() throws IOException {
            var fromClient = connection.client().getInputStream();
            var toServer = connection.server().getOutputStream();
            var fromServer = connection.server().getInputStream();
            var toClient = connection.client().getOutputStream();
            Thread.ofVirtual().start(() -> pump(fromClient, toServer, this::commanded));
            Thread.ofVirtual().start(() -> pump(fromServer, toClient, this::answered));
        }

        /** What is done with a line before it is passed on. */
        private interface Listening {
            void hear(String line) throws IOException;
        }

        private void pump(InputStream from, OutputStream to, Listening listening) {
            var in = new Chunks(from);
            try {
                while (true) {
                    byte[] line = in.line();
                    if (line.length == 0) {
                        break;
                    }
                    String text = new String(line, US_ASCII);
                    listening.hear(text);
                    to.write(line);
                    var literal = LITERAL.matcher(text);
                    if (literal.find()) {
                        literal(in, to, Long.parseLong(literal.group(1)));
                    }
                    if (!in.hasMore()) {
                        to.flush();
                    }
                }
            } catch (IOException e) {
                // one end has gone, and now the other one
            }
            close(connection.client());
            close(connection.server());
        }

        private void literal(Chunks in, OutputStream to, long size) throws IOException {
            long passed = 0;
            var waiting = trap.get();
            if (waiting != null
                    && waiting.moment instanceof InLiteral(int number, double share)
                    && waiting.countLiteral() == number) {
                passed = in.pass(to, (long) (size * share));
                to.flush();
                spring(waiting);
            }
            in.pass(to, size - passed);
        }

        private void commanded(String line) throws IOException {
            int space = line.indexOf(' ');
            var waiting = trap.get();
            if (waiting == null || space < 0) {
                return;
            }
            String command = line.substring(space + 1).toUpperCase(Locale.ROOT);
            switch (waiting.moment) {
                case Before(var beginning) when command.startsWith(beginning) -> spring(waiting);
                case Answered(var beginning)
                when command.startsWith(beginning) -> awaitedTag = line.substring(0, space + 1);
                case After(var beginning, var delay)
                when command.startsWith(beginning) ->
                    CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS)
                            .execute(() -> {
                                try {
                                    spring(waiting);
                                } catch (IOException e) {
                                    waiting.struck.completeExceptionally(e);
                                }
                            });
                default -> {
                    // not the moment
                }
            }
        }

        private void answered(String line) throws IOException {
            String tag = awaitedTag;
            var waiting = trap.get();
            if (tag != null && waiting != null && line.startsWith(tag)) {
                awaitedTag = null;
                if (waiting.moment instanceof Answered) {
                    spring(waiting);
                }
            }
        }

        private void spring(Trap waiting) throws IOException {
            if (trap.compareAndSet(waiting, null)) {
                long now = System.currentTimeMillis();
                try {
                    waiting.blow.strike(connection);
                    waiting.struck.complete(now);
                } catch (RuntimeException e) {
                    waiting.struck.completeExceptionally(e);
                    throw e;
                } catch (IOException e) {
                    waiting.struck.completeExceptionally(e);
                    throw e;
                }
            }
        }
    }

    /** Reads lines and runs of bytes from one stream. */
    private static final class Chunks {

        private final InputStream in;
        private final byte[] buffer = new byte[1 << 16];
        private int from;
        private int to;

        Chunks(InputStream in) {
            this.in = in;
        }

        boolean hasMore() {
            return from < to;
        }

        private boolean fill() throws IOException {
            if (from == to) {
                from = 0;
                to = Math.max(0, in.read(buffer));
            }
            return from < to;
        }

        /** Up to and with the next line feed, or what is left at the end. */
        byte[] line() throws IOException {
            var line = new ByteArrayOutputStream();
            while (fill()) {
                int end = from;
                while (end < to && buffer[end] != '\n') {
                    end++;
                }
                int until = Math.min(to, end + 1);
                line.write(buffer, from, until - from);
                from = until;
                if (end < until) {
                    break;
                }
            }
            return line.toByteArray();
        }

        long pass(OutputStream out, long count) throws IOException {
            long left = count;
            while (left > 0 && fill()) {
                int some = (int) Math.min(left, to - from);
                out.write(buffer, from, some);
                from += some;
                left -= some;
            }
            return count - left;
        }
    }
}
