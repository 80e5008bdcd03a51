package io.mailroom.soak;

import io.mailroom.crash.send.Sink;
import io.mailroom.testsupport.ApiClient;
import io.mailroom.testsupport.DovecotServer;
import io.mailroom.testsupport.OAuthServer;
import io.mailroom.testsupport.PostgresProcess;
import io.mailroom.testsupport.ServiceProcess;
import io.mailroom.testsupport.SlowLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A PostgreSQL, a Dovecot and a mail server to send to behind lines that can be made slow, an OAuth2 provider with tokens of a
 * minute, and two replicas of the packaged service. The first one is never restarted: it is looked at.
 */
final class Scene implements AutoCloseable {

    static final int REPLICAS = 2;
    static final String TARGET = "Imported";

    private static final int PEOPLE = 8;
    private static final String HEAP = "320m";
    private static final Duration TOKEN_LIFE = Duration.ofMinutes(1);
    private static final Duration LEEWAY = Duration.ofSeconds(30);
    private static final String KEY = "bWFpbHJvb20gdGVzdHMgc2VhbCB3aXRoIHRoaXMga2U=";

    private final Path directory = Files.createTempDirectory("mailroom-soak");
    private final OAuthServer provider =
            OAuthServer.start().withLife(TOKEN_LIFE).withRotation(true, LEEWAY);
    private final DovecotServer dovecot =
            DovecotServer.start(DovecotServer.Options.standard().withConfiguration(provider.dovecotConfiguration()));
    private final Sink sink = Sink.start(new Random());
    private final SlowLine imap = SlowLine.to(dovecot.plain().port());
    private final SlowLine smtp = SlowLine.to(sink.port());
    private final PostgresProcess database = PostgresProcess.start(directory.resolve("database"));
    private final List<ServiceProcess> services = new CopyOnWriteArrayList<>();
    private final List<Person> people = new ArrayList<>();
    private boolean keep;

    private Scene() throws IOException {
        sink.behave();
        for (int i = 0; i < REPLICAS; i++) {
            services.add(launch(i));
        }
    }

    static Scene open() throws IOException, InterruptedException {
        var scene = new Scene();
        boolean ready = false;
        try {
            for (int i = 0; i < PEOPLE; i++) {
                scene.people.add(scene.person(i));
            }
            ready = true;
            return scene;
        } finally {
            if (!ready) {
                scene.close();
            }
        }
    }

    private ServiceProcess launch(int replica) throws IOException {
        var options = new ArrayList<>(List.of(
                "-Xms" + HEAP,
                "-Xmx" + HEAP,
                "-Djava.io.tmpdir=" + Files.createDirectories(scratch(replica)),
                "-Dmailroom.secret.key=" + KEY,
                "-Dmailroom.send.per-user-day=10000000",
                "-Dmailroom.send.per-collective-day=10000000",
                "-Dmailroom.scan.read-timeout=10s",
                "-Dmailroom.scan.silence=20s",
                "-Dmailroom.oauth.renew-at-most-every=1s",
                "-Dmailroom.oauth.provider.test.kind=oidc",
                "-Dmailroom.oauth.provider.test.token-endpoint=" + provider.tokenEndpoint(),
                "-Dmailroom.oauth.provider.test.authorization-endpoint=" + provider.tokenEndpoint(),
                "-Dmailroom.oauth.provider.test.auth-method=client_secret_post",
                "-Dmailroom.oauth.provider.test.client-id=" + OAuthServer.CLIENT,
                "-Dmailroom.oauth.provider.test.client-secret=" + OAuthServer.SECRET));
        options.addAll(database.options());
        return ServiceProcess.start(directory.resolve("service" + replica), options.toArray(String[]::new));
    }

    private Person person(int number) throws IOException, InterruptedException {
        var address = Person.address(number);
        dovecot.create(address, "INBOX");
        var api = new ApiClient(services.getFirst().port());
        api.signUp(Person.collective(number));
        var imapSetting = new HashMap<String, Object>(Map.of(
                "name",
                Person.IMAP,
                "imapHost",
                "127.0.0.1",
                "imapPort",
                imap.port(),
                "imapUser",
                address,
                "sslType",
                "none"));
        if (Person.authorises(number)) {
            var consent = provider.consent(address);
            api.post(
                    "/sec/oauth/grant",
                    Map.of("name", "mail", "provider", "test", "refreshToken", consent, "address", address));
            imapSetting.put("oauthGrant", "mail");
        } else {
            imapSetting.put("imapPassword", DovecotServer.PASSWORD);
        }
        api.post("/sec/email/settings/imap", imapSetting);
        api.post(
                "/sec/email/settings/smtp",
                Map.of(
                        "name",
                        Person.SMTP,
                        "smtpHost",
                        "127.0.0.1",
                        "smtpPort",
                        smtp.port(),
                        "from",
                        "Somebody <" + address + ">",
                        "sslType",
                        "none"));
        var task = api.post("/sec/usertask/scanmailbox", task(number, "A task")).get("id");
        var item = new Caller(this).uploadFirst(api.token());
        return new Person(number, Person.collective(number), api.token(), task.asText(), item);
    }

    static Map<String, Object> task(int number, String summary) {
        return new HashMap<>(Map.of(
                "enabled",
                true,
                "summary",
                summary,
                "imapConnection",
                Person.IMAP,
                "folders",
                List.of("INBOX"),
                "targetFolder",
                TARGET,
                "deleteMail",
                false,
                "push",
                Person.isWatched(number),
                "schedule",
                Person.isWatched(number) ? "*-*-* *:0/5:00" : "*-*-* *:*:0/10"));
    }

    /** With SIGTERM; the last one, as the first one is looked at. */
    void restartReplica() throws IOException {
        services.getLast().close();
        services.set(REPLICAS - 1, launch(REPLICAS - 1));
    }

    ServiceProcess service(int replica) {
        return services.get(replica);
    }

    /** Where a replica puts what it needs for a while. */
    Path scratch(int replica) {
        return directory.resolve("scratch" + replica);
    }

    List<Person> people() {
        return people;
    }

    OAuthServer provider() {
        return provider;
    }

    DovecotServer dovecot() {
        return dovecot;
    }

    Sink sink() {
        return sink;
    }

    SlowLine imap() {
        return imap;
    }

    SlowLine smtp() {
        return smtp;
    }

    PostgresProcess database() {
        return database;
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
        imap.close();
        smtp.close();
        sink.close();
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
