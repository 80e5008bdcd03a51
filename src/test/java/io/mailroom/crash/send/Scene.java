package io.mailroom.crash.send;

import io.mailroom.testsupport.ApiClient;
import io.mailroom.testsupport.PostgresProcess;
import io.mailroom.testsupport.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Everything that sending takes: a moody mail server, a durable PostgreSQL, and the packaged service, once or twice. */
final class Scene implements AutoCloseable {

    /** SMTP settings, all of them with the same server. */
    static final int SETTINGS = 2;

    private static final int ATTACHMENT = 150_000;
    private static final String KEY = "bWFpbHJvb20gdGVzdHMgc2VhbCB3aXRoIHRoaXMga2U=";

    private final Path directory;
    private final Way way;
    private final Random random;
    private final Sink sink;
    private final @Nullable PostgresProcess database;
    private final List<ServiceProcess> services = new CopyOnWriteArrayList<>();
    private final ApiClient api;
    private @Nullable Balancer balancer;
    private String item = "";
    private boolean keep;

    private Scene(Way way, Random random) throws IOException {
        this.way = way;
        this.random = random;
        directory = Files.createTempDirectory("mailroom-crash");
        sink = Sink.start(random);
        database = way == Way.SERVICE ? null : PostgresProcess.start(directory.resolve("database"));
        services.add(launch(0));
        if (way == Way.REPLICAS || way == Way.PAUSE || way == Way.ROLLING) {
            services.add(launch(1));
        }
        if (way == Way.ROLLING) {
            sink.bePolite();
            balancer = new Balancer(services);
        }
        api = new ApiClient(services.getFirst().port());
    }

    static Scene open(Way way, Random random) throws IOException, InterruptedException {
        var scene = new Scene(way, random);
        boolean ready = false;
        try {
            scene.api.signUp("crash");
            scene.addSettings();
            scene.item = scene.upload();
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
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1", // it seldom lives long enough for more
                "-Dmailroom.send.per-user-day=10000000",
                "-Dmailroom.send.per-collective-day=10000000"));
        if (way == Way.ROLLING) {
            options.add("-Dquarkus.shutdown.delay=2S"); // the balancer looks more often than most
        }
        if (database != null) {
            options.addAll(database.options());
            options.add("-Dmailroom.secret.key=" + KEY);
        }
        return ServiceProcess.start(directory.resolve("service" + replica), options.toArray(String[]::new));
    }

    private void addSettings() {
        for (int i = 0; i < SETTINGS; i++) {
            api.post(
                    "/sec/email/settings/smtp",
                    Map.of(
                            "name", "mail" + i,
                            "smtpHost", "127.0.0.1",
                            "smtpPort", sink.port(),
                            "from", "Anna <anna@example.org>",
                            "sslType", "none"));
        }
    }

    /** An item with an attachment. */
    private String upload() throws IOException, InterruptedException {
        var content = new StringBuilder();
        while (content.length() < ATTACHMENT) {
            content.append(random.nextLong()).append('\n');
        }
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + services.getFirst().port() + "/api/v1/sec/upload/item"))
                .header("X-Docspell-Auth", api.token())
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(HttpRequest.BodyPublishers.ofString("""
                        --b\r
                        Content-Disposition: form-data; name=file; filename=numbers.txt\r
                        Content-Type: text/plain\r
                        \r
                        %s\r
                        --b--\r
                        """.formatted(content)))
                .build();
        try (var client = HttpClient.newHttpClient()) {
            client.send(request, HttpResponse.BodyHandlers.discarding());
        }
        return api.get("/sec/item?limit=1").get("items").get(0).get("id").asText();
    }

    /** Any of the replicas. */
    String sendAddress(Ask ask) {
        var service = balancer != null
                ? balancer.choose(random)
                : services.get(services.size() == 1 ? 0 : random.nextInt(services.size()));
        return "http://127.0.0.1:" + service.port() + "/api/v1/sec/email/send/mail" + ask.setting() + "/" + item;
    }

    Way way() {
        return way;
    }

    /** Of the first replica, as it runs now. */
    ApiClient api() {
        return api.at(services.getFirst().port());
    }

    Sink sink() {
        return sink;
    }

    int replicas() {
        return services.size();
    }

    void kill(int replica) {
        services.get(replica).kill();
    }

    /** @return how long it took to stop, once it has */
    CompletableFuture<Duration> terminate(int replica) {
        return services.get(replica).terminate();
    }

    /** That it had to be killed tells by its exit code. */
    int awaitEnd(int replica) {
        services.get(replica).close();
        return services.get(replica).process().exitValue();
    }

    void restart(int replica) throws IOException {
        services.set(replica, launch(replica));
    }

    /** {@code STOP} or {@code CONT}. */
    void signal(int replica, String name) throws IOException, InterruptedException {
        new ProcessBuilder(
                        "kill", "-" + name, Long.toString(services.get(replica).pid()))
                .start()
                .waitFor();
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

    /** Leaves logs and databases behind for whoever wants to know why. */
    Path keep() {
        keep = true;
        return directory;
    }

    @Override
    public void close() {
        if (balancer != null) {
            balancer.close();
        }
        services.forEach(ServiceProcess::close);
        if (database != null) {
            database.close();
        }
        sink.close();
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
