package io.mailroom.testsupport;

import io.mailroom.egress.MailServer;
import io.mailroom.egress.Tls;
import io.mailroom.egress.Trust;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A server that says what a test tells it to, over a real socket, and remembers every line it was told. */
public final class ScriptedServer implements AutoCloseable {

    /** One connection, told line by line. */
    public interface Script {
        void run(Dialogue dialogue) throws IOException;
    }

    private final ServerSocket listener;
    private final Script script;
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private ScriptedServer(ServerSocket listener, Script script) {
        this.listener = listener;
        this.script = script;
    }

    public static ScriptedServer start(Script script) {
        try {
            var listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            var server = new ScriptedServer(listener, script);
            Thread.ofVirtual().start(server::accept);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Accepts connections and never says a word. */
    public static ScriptedServer silent() {
        return start(dialogue -> {
            while (dialogue.read() != null) {
                // listening is all it does
            }
        });
    }

    /** An IMAP server past its login: every further command is answered by the function, which gets it without its tag. */
    public static ScriptedServer imap(String capabilities, Function<String, String> answers) {
        return start(dialogue -> {
            dialogue.say("* PREAUTH [CAPABILITY IMAP4rev1 " + capabilities + "] ready");
            dialogue.answerTagged(answers);
        });
    }

    public MailServer address() {
        return address(Tls.NONE);
    }

    public MailServer address(Tls tls) {
        return Loopback.server("127.0.0.1", listener.getLocalPort(), tls, Trust.ANYTHING);
    }

    /** Every line received so far, of all connections. */
    public List<String> received() {
        return List.copyOf(received);
    }

    @Override
    public void close() {
        closed = true;
        try {
            listener.close();
            for (var socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!closed) {
            try {
                var socket = listener.accept();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket;
                var dialogue = new Dialogue(socket)) {
            script.run(dialogue);
        } catch (IOException hungUp) {
            // The client's good right.
        }
    }

    /** The server's end of one connection. */
    public final class Dialogue implements AutoCloseable {

        private Socket socket;
        private InputStream in;
        private OutputStream out;

        private Dialogue(Socket socket) throws IOException {
            this.socket = socket;
            in = new BufferedInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        }

        /** Sends lines, each of which gets its CRLF here. */
        public void say(String... lines) throws IOException {
            for (var line : lines) {
                out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
            }
            out.flush();
        }

        /** Says the same again and again, a little each time, until the client has had enough. */
        public void drip(byte[] bytes) throws IOException {
            while (true) {
                LockSupport.parkNanos(50_000_000);
                send(bytes);
            }
        }

        /** Sends bytes as they are. */
        public void send(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        /** The next line without its CRLF, or null at the end. */
        public @Nullable String read() throws IOException {
            var line = new ByteArrayOutputStream();
            for (int b = in.read(); b != -1; b = in.read()) {
                if (b == '\n') {
                    var text = line.toString(StandardCharsets.UTF_8).replaceFirst("\r$", "");
                    received.add(text);
                    return text;
                }
                line.write(b);
            }
            return null;
        }

        /** Reads a line and demands how it begins; anything else ends the connection. */
        public String expect(String beginning) throws IOException {
            var line = read();
            if (line == null || !line.regionMatches(true, 0, beginning, 0, beginning.length())) {
                throw new IOException("expected " + beginning + ", got " + line);
            }
            return line;
        }

        /** SMTP: reads a message up to the lonely dot. */
        public void readData() throws IOException {
            for (var line = read(); line != null && !line.equals("."); line = read()) {
                // remembered by read()
            }
        }

        /** IMAP: answers commands until the client leaves; {@code $} before a space at the beginning of a line stands for the command's tag. */
        public void answerTagged(Function<String, String> answers) throws IOException {
            for (var line = read(); line != null; line = read()) {
                var tag = line.substring(0, line.indexOf(' '));
                var answer = answers.apply(line.substring(tag.length() + 1));
                send(answer.replaceAll("(?m)^\\$ ", tag + " ").getBytes(StandardCharsets.ISO_8859_1));
                if (answer.startsWith("* BYE")) {
                    return; // and closes the connection, RFC 9051 section 7.1.5
                }
            }
        }

        /** Goes on under TLS, as after STARTTLS. */
        public void startTls(Certificates.Identity identity) throws IOException {
            var tls = (SSLSocket) identity.serverContext()
                    .getSocketFactory()
                    .createSocket(socket, socket.getInetAddress().getHostAddress(), socket.getPort(), true);
            tls.setUseClientMode(false);
            tls.startHandshake();
            socket = tls;
            in = new BufferedInputStream(tls.getInputStream());
            out = tls.getOutputStream();
        }

        /** Ends the connection in the middle of whatever was going on. */
        public void drop() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
