package io.mailroom.testsupport;

import io.mailroom.egress.MailServer;
import io.mailroom.egress.Tls;
import io.mailroom.egress.Trust;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.eclipse.angus.mail.imap.protocol.BASE64MailboxEncoder;
import org.opentest4j.TestAbortedException;

/**
 * A real Dovecot with a configuration of its own in a temporary directory, where the program is installed. Where it is not,
 * the test is skipped and says so, unless {@code MAILROOM_REQUIRE_DOVECOT=true}: then it fails.
 */
public final class DovecotServer implements AutoCloseable {

    /** How a server is to be. Any user may log in; the password is always {@link #PASSWORD}. */
    public record Options(char separator, Certificates.Identity identity, String extraConfiguration) {

        public static Options standard() {
            return new Options('.', new Certificates().forHost("localhost"), "");
        }

        public Options withSeparator(char separator) {
            return new Options(separator, identity, extraConfiguration);
        }

        public Options withIdentity(Certificates.Identity identity) {
            return new Options(separator, identity, extraConfiguration);
        }

        /** Lines appended to dovecot.conf, for example {@code imap_capability = IMAP4rev1}. */
        public Options withConfiguration(String lines) {
            return new Options(separator, identity, lines);
        }
    }

    public static final String PASSWORD = "correct-horse-battery-staple";

    private static final AtomicLong DELIVERIES = new AtomicLong();

    private final Options options;
    private final Path directory;
    private Process process;
    private final int imapPort;
    private final int imapsPort;

    private DovecotServer(Options options, Path directory, Process process, int imapPort, int imapsPort) {
        this.options = options;
        this.directory = directory;
        this.process = process;
        this.imapPort = imapPort;
        this.imapsPort = imapsPort;
    }

    public static DovecotServer start() {
        return start(Options.standard());
    }

    public static DovecotServer start(Options options) {
        var program = program();
        if (program.isEmpty()) {
            var reason = "dovecot is not installed (package dovecot-imapd), so its lane of the tests does not run";
            if ("true".equals(System.getenv("MAILROOM_REQUIRE_DOVECOT"))) {
                throw new AssertionError(reason + ", and MAILROOM_REQUIRE_DOVECOT demands it");
            }
            System.err.println("Skipped: " + reason);
            throw new TestAbortedException(reason);
        }
        try {
            return start(program.get(), options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DovecotServer start(Path program, Options options) throws IOException {
        var directory = Files.createTempDirectory("dovecot-");
        // The mail processes run as another user when the tests run as root.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectories(directory.resolve("mail"));
        own(directory.resolve("mail"));
        options.identity().writePem(directory.resolve("cert.pem"), directory.resolve("key.pem"));
        int imapPort = freePort();
        int imapsPort = freePort();
        var configuration = directory.resolve("dovecot.conf");
        Files.writeString(configuration, configuration(options, directory, imapPort, imapsPort));
        var server = new DovecotServer(options, directory, launch(program, directory), imapPort, imapsPort);
        server.awaitStart();
        return server;
    }

    private static Process launch(Path program, Path directory) throws IOException {
        return new ProcessBuilder(
                        program.toString(),
                        "-F",
                        "-c",
                        directory.resolve("dovecot.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("out.log").toFile()))
                .start();
    }

    private void awaitStart() {
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> failed() || listens());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        if (failed()) {
            var log = log();
            close();
            throw new IllegalStateException("dovecot did not start:\n" + log);
        }
    }

    /** The processes that hold users' mailboxes open. */
    public List<ProcessHandle> imapProcesses() {
        return process.descendants()
                .filter(child -> child.info().command().orElse("").endsWith("/imap"))
                .toList();
    }

    /** As with -9, all of it: the master and every process below it. */
    public void kill() {
        var all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(gone -> gone.onExit().join());
    }

    /** With the same mailboxes on the same ports. */
    public void restart() {
        try {
            process = launch(program().orElseThrow(), directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitStart();
    }

    public MailServer plain() {
        return Loopback.server("localhost", imapPort, Tls.NONE, Trust.SYSTEM);
    }

    public MailServer startTls(boolean ignoreCertificates) {
        return Loopback.server("localhost", imapPort, Tls.STARTTLS, ignoreCertificates ? Trust.ANYTHING : Trust.SYSTEM);
    }

    public MailServer ssl(boolean ignoreCertificates) {
        return Loopback.server("localhost", imapsPort, Tls.SSL, ignoreCertificates ? Trust.ANYTHING : Trust.SYSTEM);
    }

    /** Of the master process; all others descend from it. */
    public long pid() {
        return process.pid();
    }

    /** Puts messages, CRLF and all, straight into the Maildir: the way to fill a mailbox with thousands. */
    public void deliver(String user, String mailbox, byte[]... messages) {
        deliver(user, mailbox, Arrays.asList(messages));
    }

    public void deliver(String user, String mailbox, Iterable<byte[]> messages) {
        try {
            var maildir = create(user, mailbox);
            for (var message : messages) {
                var name = Instant.now().getEpochSecond()
                        + ".M%09dP1.test,S=%d,W=%d"
                                .formatted(DELIVERIES.incrementAndGet(), message.length, message.length);
                var written = maildir.resolve("tmp").resolve(name);
                Files.write(written, message);
                Files.move(written, maildir.resolve("new").resolve(name));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a mailbox, with the levels above it, without the server's help. */
    public Path create(String user, String mailbox) throws IOException {
        var maildir = maildir(user, mailbox);
        for (var folder : new String[] {"", "cur", "new", "tmp"}) {
            Files.createDirectories(maildir.resolve(folder));
        }
        own(directory.resolve("mail").resolve(user));
        for (var folder : new String[] {"", "cur", "new", "tmp"}) {
            own(maildir.resolve(folder));
        }
        own(maildir.getParent());
        return maildir;
    }

    /** Makes the server number this mailbox anew: all UIDs are void. */
    public void renumber(String user, String mailbox) {
        try (Stream<Path> files = Files.list(maildir(user, mailbox))) {
            files.filter(file -> file.getFileName().toString().matches("dovecot(-uidlist|\\.index.*)"))
                    .toList()
                    .forEach(DovecotServer::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of a mailbox's message files, with their flags behind {@code :2,}. */
    public Stream<String> files(String user, String mailbox) {
        try (var fresh = Files.list(maildir(user, mailbox).resolve("new"));
                var seen = Files.list(maildir(user, mailbox).resolve("cur"))) {
            return Stream.concat(fresh, seen).map(file -> file.getFileName().toString()).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts a second one of a message's file into another mailbox, as COPY does, with its date of arrival. */
    public void copy(String user, String mailbox, String file, String target) {
        try {
            var from = maildir(user, mailbox);
            var place = Files.exists(from.resolve("cur").resolve(file)) ? "cur" : "new";
            var name = file.replaceFirst("\\.M\\d+", ".M%09d".formatted(DELIVERIES.incrementAndGet()));
            Files.copy(
                    from.resolve(place).resolve(file),
                    create(user, target).resolve(place).resolve(name),
                    StandardCopyOption.COPY_ATTRIBUTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String log() {
        try {
            var log = directory.resolve("dovecot.log");
            return Files.readString(directory.resolve("out.log")) + (Files.exists(log) ? Files.readString(log) : "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try (var files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(DovecotServer::delete);
        } catch (IOException | UncheckedIOException e) {
            // A process of the server may still be on its way out. The directory is temporary either way.
        }
    }

    private Path maildir(String user, String mailbox) {
        var maildir = directory.resolve("mail").resolve(user).resolve("Maildir");
        return mailbox.equals("INBOX")
                ? maildir
                : maildir.resolve("." + BASE64MailboxEncoder.encode(mailbox).replace(options.separator(), '.'));
    }

    private boolean failed() {
        return !process.isAlive();
    }

    private boolean listens() {
        return Stream.of(imapPort, imapsPort).allMatch(port -> {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
                return true;
            } catch (IOException notYet) {
                return false;
            }
        });
    }

    private static Optional<Path> program() {
        var path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/local/sbin";
        return Arrays.stream(path.split(":"))
                .filter(directory -> !directory.isBlank())
                .map(directory -> Path.of(directory, "dovecot"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean root() {
        return System.getProperty("user.name").equals("root");
    }

    /** Dovecot never reads mail as root. */
    private static void own(Path path) throws IOException {
        if (root()) {
            var users = path.getFileSystem().getUserPrincipalLookupService();
            Files.setOwner(path, users.lookupPrincipalByName("dovecot"));
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String configuration(Options options, Path directory, int imapPort, int imapsPort) {
        var user = System.getProperty("user.name");
        return """
                base_dir = %1$s/run
                state_dir = %1$s/state
                log_path = %1$s/dovecot.log
                protocols = imap
                listen = 127.0.0.1, ::1
                default_internal_user = %2$s
                default_login_user = %3$s
                default_internal_group = %4$s
                first_valid_uid = 1
                mail_location = maildir:~/Maildir
                mail_fsync = never
                mail_max_userip_connections = 10000
                disable_plaintext_auth = no
                auth_mechanisms = plain login
                auth_failure_delay = 0
                ssl = yes
                ssl_cert = <%1$s/cert.pem
                ssl_key = <%1$s/key.pem
                namespace inbox {
                  inbox = yes
                  separator = %5$s
                  mailbox Sent {
                    auto = create
                    special_use = \\Sent
                  }
                }
                passdb {
                  driver = static
                  args = password=%9$s
                }
                userdb {
                  driver = static
                  args = uid=%6$s gid=%4$s home=%1$s/mail/%%u
                }
                service imap-login {
                  chroot =
                  service_count = 0
                  inet_listener imap {
                    port = %7$d
                  }
                  inet_listener imaps {
                    port = %8$d
                    ssl = yes
                  }
                }
                service imap {
                  process_limit = 2000
                }
                service anvil {
                  chroot =
                  # A wrong password would make everybody on this address wait.
                  unix_listener anvil-auth-penalty {
                    mode = 0
                  }
                }
                service stats {
                  chroot =
                }
                %10$s
                """.formatted(
                        directory,
                        root() ? "dovecot" : user,
                        root() ? "dovenull" : user,
                        root() ? "dovecot" : group(),
                        options.separator() == '"' ? "\\\"" : options.separator(),
                        root() ? "dovecot" : user,
                        imapPort,
                        imapsPort,
                        PASSWORD,
                        options.extraConfiguration());
    }

    private static String group() {
        try {
            var own = Files.createTempFile("group", "");
            try {
                return Files.readAttributes(own, PosixFileAttributes.class)
                        .group()
                        .getName();
            } finally {
                Files.delete(own);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
