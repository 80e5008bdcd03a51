package io.mailroom.day;

import io.mailroom.testsupport.ApiClient;
import io.mailroom.testsupport.DovecotServer;
import io.mailroom.testsupport.OAuthServer;
import io.mailroom.testsupport.PostgresProcess;
import io.mailroom.testsupport.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A provider, a Dovecot that asks it about every token, a PostgreSQL, and two replicas of the packaged service. */
final class Scene implements AutoCloseable {

    static final String USER = "anna@example.org";
    static final int REPLICAS = 2;

    private static final String KEY = "bWFpbHJvb20gdGVzdHMgc2VhbCB3aXRoIHRoaXMga2U=";

    /** What some providers forgive, for the sake of connections that break: 30 seconds at Okta. */
    private static final Duration LEEWAY = Duration.ofSeconds(30);

    private final Path directory;
    private final Duration hour;
    private final OAuthServer provider;
    private final DovecotServer dovecot;
    private final PostgresProcess database;
    private final List<ServiceProcess> services = new ArrayList<>();
    private final ApiClient api;
    private boolean keep;

    private Scene(Duration hour) throws IOException {
        this.hour = hour;
        directory = Files.createTempDirectory("mailroom-day");
        provider = OAuthServer.on(entrance(0), entrance(1)).withLife(hour).withRotation(true, LEEWAY);
        dovecot = DovecotServer.start(
                DovecotServer.Options.standard().withConfiguration(provider.dovecotConfiguration()));
        database = PostgresProcess.start(directory.resolve("database"));
        for (int i = 0; i < REPLICAS; i++) {
            services.add(launch(i));
        }
        api = new ApiClient(services.getFirst().port());
    }

    static Scene open(Duration hour) throws IOException {
        var scene = new Scene(hour);
        try {
            scene.authorise();
            return scene;
        } catch (RuntimeException e) {
            scene.close();
            throw e;
        }
    }

    /** Each replica knows this machine by another address, so that the provider can tell whom it is talking to. */
    private static InetAddress entrance(int replica) throws IOException {
        return InetAddress.getByName("127.0.0." + (replica + 1));
    }

    static int replicaAt(InetAddress entrance) {
        return entrance.getAddress()[3] - 1;
    }

    private ServiceProcess launch(int replica) throws IOException {
        Path data = directory.resolve("service" + replica);
        Files.createDirectories(data);
        var self = entrance(replica).getHostAddress();
        Path hosts = Files.writeString(
                data.resolve("hosts"),
                self + " localhost\n127.0.0.1 " + InetAddress.getLocalHost().getHostName() + "\n");
        var options = new ArrayList<>(List.of(
                "-Xmx384m",
                "-XX:TieredStopAtLevel=1",
                "-Djdk.net.hosts.file=" + hosts,
                "-Dmailroom.secret.key=" + KEY,
                "-Dmailroom.egress.allow=127.0.0.0/8",
                "-Dmailroom.schedule.heartbeat=1s",
                "-Dmailroom.scan.read-timeout=5s",
                "-Dmailroom.oauth.timeout=2s",
                "-Dmailroom.oauth.refresh-ahead=" + ahead(),
                "-Dmailroom.oauth.renew-at-most-every=" + hour.dividedBy(60),
                "-Dmailroom.oauth.provider.test.kind=oidc",
                "-Dmailroom.oauth.provider.test.token-endpoint=http://localhost:" + provider.port() + "/token",
                "-Dmailroom.oauth.provider.test.authorization-endpoint=http://localhost:" + provider.port()
                        + "/authorize",
                "-Dmailroom.oauth.provider.test.auth-method=client_secret_post",
                "-Dmailroom.oauth.provider.test.client-id=" + OAuthServer.CLIENT,
                "-Dmailroom.oauth.provider.test.client-secret=" + OAuthServer.SECRET));
        options.addAll(database.options());
        return ServiceProcess.start(data, options.toArray(String[]::new));
    }

    /** Five minutes of its hour. */
    Duration ahead() {
        return hour.dividedBy(12);
    }

    private void authorise() {
        api.signUp("day");
        api.post(
                "/sec/oauth/grant",
                Map.of("name", "mail", "provider", "test", "refreshToken", provider.consent(USER), "address", USER));
        api.post(
                "/sec/email/settings/imap",
                Map.of(
                        "name",
                        "mail",
                        "imapHost",
                        "127.0.0.1",
                        "imapPort",
                        dovecot.plain().port(),
                        "imapUser",
                        USER,
                        "sslType",
                        "none",
                        "oauthGrant",
                        "mail"));
        for (var folder : Story.FOLDERS) {
            api.post("/sec/usertask/scanmailbox", task(folder));
        }
    }

    private static Map<String, Object> task(String folder) {
        return new HashMap<>(Map.of(
                "enabled",
                true,
                "imapConnection",
                "mail",
                "folders",
                List.of(folder),
                "targetFolder",
                "Imported",
                "deleteMail",
                false,
                "push",
                true,
                "schedule",
                "*-*-* *:*:*"));
    }

    /** At this replica as it is now. */
    ApiClient api(int replica) {
        synchronized (services) {
            return api.at(services.get(replica).port());
        }
    }

    void kill(int replica) {
        services.get(replica).kill();
    }

    void restart(int replica) throws IOException {
        var again = launch(replica);
        synchronized (services) {
            services.set(replica, again);
        }
    }

    OAuthServer provider() {
        return provider;
    }

    DovecotServer dovecot() {
        return dovecot;
    }

    long count(String sql) throws SQLException {
        try (var connection = database.connection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Leaves logs and databases behind for whoever wants to know why. */
    Path keep() {
        keep = true;
        return directory;
    }

    @Override
    public void close() {
        services.forEach(ServiceProcess::close);
        database.close();
        dovecot.close();
        provider.close();
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
