package io.mailroom.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.mailroom.egress.Credential;
import io.mailroom.egress.MailServer;
import io.mailroom.egress.Timeouts;
import io.mailroom.egress.Tls;
import io.mailroom.egress.Trust;
import io.mailroom.smtp.Envelope;
import io.mailroom.smtp.MessageSource;
import io.mailroom.smtp.SmtpClient;
import io.mailroom.testsupport.Loopback;
import jakarta.mail.Address;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * How many finished messages a second go to Postfix's smtp-sink over warm connections: ours, the mail library's own
 * {@code sendMessage}, and smtp-source, which repeats one message in C. Each round measures all three, one after another.
 */
public final class SmtpBench {

    private static final int ROUNDS = 3;

    /** A message size, and how many of them take long enough to be measured. */
    private record Load(String name, int bytes, int mails) {}

    private static final List<Load> LOADS = List.of(new Load("5 KB", 5_000, 5_000), new Load("500 KB", 500_000, 500));

    /** One warm connection. */
    private interface Sender extends AutoCloseable {
        void send() throws Exception;

        @Override
        void close() throws Exception;
    }

    private interface Connecting {
        Sender connect() throws Exception;
    }

    /** Outside of the service, nobody keeps the library from formatting a trace of every byte: no fair comparison. */
    private static final Logger TRACE = Logger.getLogger("org.eclipse.angus.mail");

    private final ProcessTree ourselves = ProcessTree.of(ProcessHandle.current().pid());
    private final ProcessTree server;
    private final MailServer sink;

    private SmtpBench(ProcessTree server, MailServer sink) {
        this.server = server;
        this.sink = sink;
    }

    /** Of this program and the clients that it has started; the server is its child too. */
    private double clientCpuSeconds() {
        return ourselves.cpuSeconds() - server.cpuSeconds();
    }

    public static void main(String[] args) throws Exception {
        TRACE.setLevel(Level.OFF);
        var sink = program("smtp-sink");
        if (sink.isEmpty()) {
            System.out.println("smtp-sink is not installed (package postfix), so there is nobody to send to: skipped.");
            return;
        }
        int port = freePort();
        var command = new ArrayList<>(List.of(sink.get().toString(), "127.0.0.1:" + port, "256"));
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(1, List.of("-u", "nobody")); // it wants to be anybody else
        }
        var process = new ProcessBuilder(command).inheritIO().start();
        try {
            await(port);
            new SmtpBench(ProcessTree.of(process.pid()), Loopback.server("127.0.0.1", port, Tls.NONE, Trust.ANYTHING))
                    .run();
        } finally {
            process.destroy();
        }
    }

    private void run() throws Exception {
        for (int round = 1; round <= ROUNDS; round++) {
            System.out.println("round " + round);
            for (var load : LOADS) {
                for (int connections : new int[] {1, 4}) {
                    measure(load, connections, "ours", ourSender(load));
                    measure(load, connections, "library", libraryAsItIs(load));
                    measureSource(load, connections);
                }
            }
        }
    }

    private Connecting ourSender(Load load) {
        var bytes = mail(load.bytes());
        var message = new MessageSource() {
            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write(bytes);
            }

            @Override
            public long size() {
                return bytes.length;
            }
        };
        var envelope = new Envelope("ann@example.org", List.of("bob@example.org"));
        return () -> {
            var client = SmtpClient.connect(sink, new Credential.None(), Timeouts.DEFAULT);
            return new Sender() {
                @Override
                public void send() {
                    if (!client.submit(envelope, message).submitted()) {
                        throw new IllegalStateException("refused");
                    }
                }

                @Override
                public void close() {
                    client.close();
                }
            };
        };
    }

    private Connecting libraryAsItIs(Load load) throws Exception {
        var session = Session.getInstance(new Properties());
        var recipients = new Address[] {new InternetAddress("bob@example.org")};
        var message = new MimeMessage(session, new ByteArrayInputStream(mail(load.bytes())));
        return () -> {
            Transport transport = session.getTransport("smtp");
            transport.connect(sink.host(), sink.port(), null, null);
            return new Sender() {
                @Override
                public void send() throws Exception {
                    transport.sendMessage(message, recipients);
                }

                @Override
                public void close() throws Exception {
                    transport.close();
                }
            };
        };
    }

    private void measure(Load load, int connections, String who, Connecting connecting) throws Exception {
        var senders = new ArrayList<Sender>();
        for (int i = 0; i < connections; i++) {
            senders.add(connecting.connect());
        }
        double cpu = clientCpuSeconds();
        long began = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var ends = new ArrayList<Future<?>>();
            for (var sender : senders) {
                ends.add(threads.submit(() -> {
                    for (int i = 0; i < load.mails() / connections; i++) {
                        sender.send();
                    }
                    return null;
                }));
            }
            for (var end : ends) {
                end.get();
            }
        }
        print(load, connections, who, System.nanoTime() - began, clientCpuSeconds() - cpu);
        for (var sender : senders) {
            sender.close();
        }
    }

    /** Its {@code -d} keeps the connections for one message after another. */
    private void measureSource(Load load, int connections) throws Exception {
        var program = program("smtp-source");
        if (program.isEmpty()) {
            System.out.println("  smtp-source is not installed, so it is left out.");
            return;
        }
        double cpu = clientCpuSeconds();
        long began = System.nanoTime();
        var process = new ProcessBuilder(
                        program.get().toString(),
                        "-d",
                        "-s",
                        Integer.toString(connections),
                        "-m",
                        Integer.toString(load.mails()),
                        "-l",
                        Integer.toString(load.bytes()),
                        sink.host() + ":" + sink.port())
                .inheritIO()
                .start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("smtp-source failed");
        }
        print(load, connections, "smtp-source -d", System.nanoTime() - began, clientCpuSeconds() - cpu);
    }

    private static void print(Load load, int connections, String who, long nanos, double cpuSeconds) {
        double seconds = nanos / 1e9;
        System.out.printf(
                Locale.ROOT,
                "  %-6s %d connection%s %-15s %6.0f mails/s, %6.1f MB/s, %.3f ms of the client's CPU a mail%n",
                load.name(),
                connections,
                connections == 1 ? ", " : "s,",
                who,
                load.mails() / seconds,
                load.mails() * (double) load.bytes() / 1e6 / seconds,
                cpuSeconds * 1e3 / load.mails());
    }

    private static byte[] mail(int bytes) {
        var line = "The quick brown fox jumps over the lazy dog, and over the other one too.\r\n";
        var header = "From: ann@example.org\r\nTo: bob@example.org\r\nSubject: bench\r\n"
                + "Message-ID: <1.bench@example.org>\r\nDate: Mon, 3 Feb 2025 10:11:12 +0100\r\n\r\n";
        return (header + line.repeat((bytes - header.length()) / line.length())).getBytes(US_ASCII);
    }

    private static Optional<Path> program(String name) {
        // Not every user has the administrator's programs on the path.
        return Stream.concat(Stream.of(System.getenv().getOrDefault("PATH", "").split(":")), Stream.of("/usr/sbin"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void await(int port) throws InterruptedException {
        for (int i = 0; ; i++) {
            try (var socket = new Socket("127.0.0.1", port)) {
                return;
            } catch (IOException e) {
                if (i == 100) {
                    throw new IllegalStateException("smtp-sink does not listen", e);
                }
                Thread.sleep(50);
            }
        }
    }
}
