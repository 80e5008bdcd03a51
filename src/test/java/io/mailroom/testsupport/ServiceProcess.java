package io.mailroom.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The packaged service as its users start it: a process of its own with a data directory and a port. */
public final class ServiceProcess implements AutoCloseable {

    private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");
    private static final Duration START = Duration.ofMinutes(4);

    /** What an orchestrator would wait for, and then kill it. */
    private static final Duration STOP = Duration.ofSeconds(110);

    private final Process process;
    private final int port;
    private final Path log;

    private ServiceProcess(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /** Starts it and waits until it is ready. {@code options} are options of the JVM, mostly -D. */
    public static ServiceProcess start(Path data, String... options) {
        var service = launch(data, options);
        try {
            Awaitility.await("the service is ready, see " + service.log)
                    .atMost(START)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> !service.process.isAlive() || service.answers("/q/health/ready"));
            assertThat(service.process.isAlive()).as(service.log()).isTrue();
            return service;
        } catch (RuntimeException | Error e) {
            service.kill();
            throw e;
        }
    }

    /** Starts it without waiting, for starts that are to be refused. */
    public static ServiceProcess launch(Path data, String... options) {
        try {
            int port = freePort();
            var command = new ArrayList<String>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            // The mail servers of tests are on this machine; an option given says otherwise.
            command.add("-Dmailroom.egress.allow=127.0.0.0/8,::1");
            if (Boolean.getBoolean("mailroom.brief")) {
                command.add("-XX:TieredStopAtLevel=1"); // it does not live long enough for code that is compiled twice
            }
            command.addAll(List.of(options));
            command.addAll(List.of(
                    "-Dmailroom.data.dir=" + data,
                    "-Dquarkus.http.host=127.0.0.1",
                    "-Dquarkus.http.port=" + port,
                    "-jar",
                    JAR.toString()));
            Files.createDirectories(data);
            Path log = data.resolve("service.log");
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            return new ServiceProcess(process, port, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    public Process process() {
        return process;
    }

    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "no log: " + e.getMessage();
        }
    }

    public boolean answers(String path) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(5))
                .build();
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** As with -9: nothing of it gets to say goodbye. */
    public void kill() {
        process.destroyForcibly();
        join();
    }

    /** Asks it to stop, as with SIGTERM. @return how long that took, once it has */
    public CompletableFuture<Duration> terminate() {
        long asked = System.nanoTime();
        process.destroy();
        return process.onExit().thenApply(_ -> Duration.ofNanos(System.nanoTime() - asked));
    }

    /** Asks it to stop, and waits until it has. */
    @Override
    public void close() {
        process.destroy();
        join();
    }

    private void join() {
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
