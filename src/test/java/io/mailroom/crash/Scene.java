package io.mailroom.crash;

import io.mailroom.egress.Credential;
import io.mailroom.egress.Timeouts;
import io.mailroom.imap.ImapClient;
import io.mailroom.testsupport.ApiClient;
import io.mailroom.testsupport.DovecotServer;
import io.mailroom.testsupport.ImapProxy;
import io.mailroom.testsupport.PostgresProcess;
import io.mailroom.testsupport.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Everything that an import takes, each in processes of its own: Dovecot, a proxy in front of it, a durable PostgreSQL, and
 * the packaged service, once or twice, with a task that moves what it has imported.
 */
final class Scene implements AutoCloseable {

    static final String USER = "anna";
    static final String SOURCE = "INBOX";
    static final String TARGET = "Imported";

    /** How long the service waits for Dovecot. */
    static final Duration READ_TIMEOUT = Duration.ofSeconds(2);

    private static final String HOST = "mail.test";
    private static final String KEY = "bWFpbHJvb20gdGVzdHMgc2VhbCB3aXRoIHRoaXMga2U=";
    private static final String NO_MOVE = "imap_capability = IMAP4rev1 SASL-IR LITERAL+ UIDPLUS";

    /**
     * @param move whether Dovecot offers MOVE
     * @param heartbeat of the replicas
     */
    record Setup(Way way, boolean move, Duration heartbeat) {

        int replicas() {
            return way == Way.REPLICAS || way == Way.ROLLING ? 2 : 1;
        }

        /** A plain start of the service brings its own. */
        boolean embeddedDatabase() {
            return way == Way.SERVICE;
        }
    }

    private final Path directory;
    private final Setup setup;
    private final DovecotServer dovecot;
    private final ImapProxy proxy;
    private final @Nullable PostgresProcess database;
    private final List<ServiceProcess> services = new ArrayList<>();
    private ApiClient api;
    private String task = "";
    private boolean keep;

    private Scene(Setup setup) throws IOException {
        this.setup = setup;
        directory = Files.createTempDirectory("mailroom-crash");
        var options = DovecotServer.Options.standard();
        dovecot = DovecotServer.start(setup.move() ? options : options.withConfiguration(NO_MOVE));
        proxy = ImapProxy.on(dovecot.plain(), InetAddress.getByName("127.0.0.1"), InetAddress.getByName("::1"));
        database = setup.embeddedDatabase() ? null : PostgresProcess.start(directory.resolve("database"));
        for (int i = 0; i < setup.replicas(); i++) {
            services.add(launch(i));
        }
        api = new ApiClient(services.getFirst().port());
    }

    static Scene open(Setup setup) throws IOException {
        var scene = new Scene(setup);
        try {
            scene.api.signUp("crash");
            scene.addTask();
            return scene;
        } catch (RuntimeException e) {
            scene.close();
            throw e;
        }
    }

    private ServiceProcess launch(int replica) throws IOException {
        Path data = directory.resolve("service" + replica);
        Files.createDirectories(data);
        // Each replica knows the mail server by another address, so that the proxy can tell whom it is talking to.
        Path hosts = Files.writeString(
                data.resolve("hosts"),
                "127.0.0.1 localhost " + InetAddress.getLocalHost().getHostName() + "\n"
                        + (replica == 0 ? "127.0.0.1 " : "::1 ") + HOST + "\n");
        var options = new ArrayList<>(List.of(
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1", // it seldom lives long enough for more
                "-Djdk.net.hosts.file=" + hosts,
                "-Dmailroom.scan.read-timeout=" + READ_TIMEOUT.toSeconds() + "s",
                "-Dmailroom.scan.silence=" + READ_TIMEOUT.multipliedBy(2).toSeconds() + "s",
                "-Dmailroom.schedule.heartbeat=" + setup.heartbeat().toSeconds() + "s"));
        if (database != null) {
            options.addAll(database.options());
            options.add("-Dmailroom.secret.key=" + KEY);
        }
        return ServiceProcess.start(data, options.toArray(String[]::new));
    }

    private void addTask() {
        var connection = new HashMap<String, Object>(Map.of(
                "name",
                "mail",
                "imapHost",
                HOST,
                "imapPort",
                proxy.address().port(),
                "imapUser",
                USER,
                "imapPassword",
                DovecotServer.PASSWORD,
                "sslType",
                "none"));
        api.post("/sec/email/settings/imap", connection);
        task = api.post("/sec/usertask/scanmailbox", task(true)).get("id").asText();
    }

    private static Map<String, Object> task(boolean enabled) {
        return new HashMap<>(Map.of(
                "enabled",
                enabled,
                "imapConnection",
                "mail",
                "folders",
                List.of(SOURCE),
                "targetFolder",
                TARGET,
                "deleteMail",
                false,
                "schedule",
                "*-*-* *:*:*"));
    }

    /** No further run begins. */
    void pauseTask() {
        var off = task(false);
        off.put("id", task);
        api.put("/sec/usertask/scanmailbox", off);
    }

    /** Whether the import has gone on: a run that began after that moment has imported something. */
    boolean importedSince(long moment) {
        for (var run : api.get("/sec/usertask/scanmailbox/" + task + "/runs").get("items")) {
            if (run.get("started").asLong() > moment && run.get("imported").asLong() > 0) {
                return true;
            }
        }
        return false;
    }

    void killService(int replica) {
        services.get(replica).kill();
        askTheOther(replica);
    }

    /** @return how long it took to stop, once it has */
    CompletableFuture<Duration> terminateService(int replica) {
        askTheOther(replica);
        return services.get(replica).terminate();
    }

    /** That it had to be killed tells by its exit code. */
    int awaitEnd(int replica) {
        services.get(replica).close();
        return services.get(replica).process().exitValue();
    }

    private void askTheOther(int replica) {
        int other = setup.replicas() - 1 - replica;
        api = api.at(services.get(other).port());
    }

    void restartService(int replica) throws IOException {
        services.set(replica, launch(replica));
        api = api.at(services.get(replica).port());
    }

    /** Which replica talks to Dovecot on this connection. */
    int replicaOn(ImapProxy.Connection connection) {
        return connection.entrance().getAddress().length == 4 ? 0 : 1;
    }

    ApiClient api() {
        return api;
    }

    DovecotServer dovecot() {
        return dovecot;
    }

    ImapProxy proxy() {
        return proxy;
    }

    PostgresProcess database() {
        if (database == null) {
            throw new IllegalStateException("the service has its own");
        }
        return database;
    }

    Connection lookIntoDatabase() throws SQLException, IOException {
        return database != null ? database.connection() : PostgresProcess.connectionTo(directory.resolve("service0"));
    }

    /** As another mail program, past the proxy. */
    ImapClient mailProgram() {
        return ImapClient.connect(
                dovecot.plain(), new Credential.Password(USER, DovecotServer.PASSWORD), Timeouts.DEFAULT);
    }

    boolean sourceIsEmpty() {
        return dovecot.files(USER, SOURCE).findAny().isEmpty();
    }

    /** Leaves logs and databases behind for whoever wants to know why. */
    Path keep() {
        keep = true;
        return directory;
    }

    @Override
    public void close() {
        services.forEach(ServiceProcess::close);
        if (database != null) {
            database.close();
        }
        proxy.close();
        dovecot.close();
        if (!keep) {
            try (var files = Files.walk(directory)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
