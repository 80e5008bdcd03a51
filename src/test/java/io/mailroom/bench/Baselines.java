package io.mailroom.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.mailroom.egress.Credential;
import io.mailroom.egress.Timeouts;
import io.mailroom.imap.ImapClient;
import io.mailroom.imap.ImapException;
import io.mailroom.imap.MessageInfo;
import io.mailroom.imap.MessageSink;
import io.mailroom.imap.RawMessage;
import io.mailroom.mime.MessageParser;
import io.mailroom.mime.ParseLimits;
import io.mailroom.testsupport.DovecotServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.stream.Stream;

/** What else can be done to the same mailbox: the floor below an import, and a peer beside it. */
final class Baselines {

    private final DovecotServer dovecot;
    private final ProcessTree server;
    private final String user;
    private final int mails;
    private final long bytes;

    Baselines(DovecotServer dovecot, String user, int mails, long bytes) {
        this.dovecot = dovecot;
        this.server = ProcessTree.of(dovecot.pid());
        this.user = user;
        this.mails = mails;
        this.bytes = bytes;
    }

    private interface Work {
        void run() throws Exception;
    }

    private void measure(String what, ProcessTree client, boolean children, Work work) throws Exception {
        double clientBefore = children ? client.cpuSeconds() : client.ownCpuSeconds();
        double serverBefore = server.cpuSeconds();
        long began = System.nanoTime();
        work.run();
        double seconds = (System.nanoTime() - began) / 1e9;
        double gigabytes = bytes / 1e9;
        System.out.printf(
                "%-34s %6.2f s = %5.0f mails/s, %5.1f MB/s; CPU s/GB: client %.2f, IMAP server %.2f%n",
                what,
                seconds,
                mails / seconds,
                bytes / 1e6 / seconds,
                ((children ? client.cpuSeconds() : client.ownCpuSeconds()) - clientBefore) / gigabytes,
                (server.cpuSeconds() - serverBefore) / gigabytes);
    }

    void print() throws Exception {
        var ourselves = ProcessTree.of(ProcessHandle.current().pid());
        measure("raw socket, drain only", ourselves, false, this::drain);
        measure("fetch and parse, cold JVM", ourselves, false, this::fetchAndParse);
        measure("fetch and parse, warm", ourselves, false, this::fetchAndParse);
        var mbsync = program("mbsync");
        if (mbsync.isEmpty()) {
            System.out.println("mbsync is not installed (package isync), so it is left out.");
        } else {
            measure("mbsync to Maildir, FSync yes", ourselves, true, () -> mbsync(mbsync.get()));
        }
    }

    /** One FETCH of everything, nothing kept. */
    private void drain() throws IOException {
        try (var socket = new Socket("127.0.0.1", dovecot.plain().port())) {
            var out = socket.getOutputStream();
            out.write(("1 LOGIN " + user + " " + DovecotServer.PASSWORD
                            + "\r\n2 EXAMINE INBOX\r\n3 UID FETCH 1:* (UID BODY.PEEK[])\r\n4 LOGOUT\r\n")
                    .getBytes(US_ASCII));
            var buffer = new byte[64 * 1024];
            long drained = 0;
            InputStream in = socket.getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                drained += read;
            }
            if (drained < bytes) {
                throw new IllegalStateException("only " + drained + " of " + bytes + " bytes");
            }
        }
    }

    /** What an import does before anything is stored. */
    private void fetchAndParse() {
        try (var client = ImapClient.connect(
                        dovecot.plain(), new Credential.Password(user, DovecotServer.PASSWORD), Timeouts.DEFAULT);
                var mailbox = client.examine("INBOX")) {
            var infos = new ArrayList<MessageInfo>();
            mailbox.overview(mailbox.search(0, null), infos::add);
            var parsed = new int[1];
            mailbox.fetch(infos, new MessageSink() {
                @Override
                public void accept(MessageInfo message, RawMessage raw) {
                    try (raw) {
                        MessageParser.parse(raw.bytes(), ParseLimits.DEFAULT);
                        parsed[0]++;
                    }
                }

                @Override
                public void gone(MessageInfo message) {
                    throw new IllegalStateException("gone: " + message);
                }

                @Override
                public void unreadable(MessageInfo message, ImapException cause) {
                    throw cause;
                }
            });
            if (parsed[0] != mails) {
                throw new IllegalStateException("only " + parsed[0] + " mails");
            }
        }
    }

    private void mbsync(Path program) throws IOException, InterruptedException {
        var directory = Files.createTempDirectory("mbsync");
        try {
            var configuration = directory.resolve("mbsyncrc");
            Files.createDirectories(directory.resolve("mail"));
            Files.writeString(configuration, """
                    FSync yes
                    IMAPAccount a
                    Host 127.0.0.1
                    Port %d
                    User %s
                    Pass %s
                    SSLType None

                    IMAPStore remote
                    Account a

                    MaildirStore local
                    Path %s/mail/
                    Inbox %s/mail/inbox

                    Channel c
                    Far :remote:
                    Near :local:
                    Patterns INBOX
                    SyncState *
                    Create Near
                    Sync Pull
                    """.formatted(
                            dovecot.plain().port(), user, DovecotServer.PASSWORD, directory, directory));
            var process = new ProcessBuilder(program.toString(), "-q", "-c", configuration.toString(), "c")
                    .inheritIO()
                    .start();
            if (process.waitFor() != 0) {
                throw new IllegalStateException("mbsync failed");
            }
        } finally {
            ImportBench.delete(directory);
        }
    }

    private static Optional<Path> program(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
