package io.mailroom.testsupport;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A durable PostgreSQL (fsync on) of a program's own, in a directory and on a port, that can be killed and started again. */
public final class PostgresProcess implements AutoCloseable {

    private final Path directory;
    private final int port;
    private final Map<String, String> configuration;
    private EmbeddedPostgres running;

    private PostgresProcess(Path directory, int port, Map<String, String> configuration) throws IOException {
        this.directory = directory;
        this.port = port;
        this.configuration = configuration;
        running = launch();
    }

    public static PostgresProcess start(Path directory) {
        return start(directory, Map.of());
    }

    /** @param configuration what postgresql.conf would say besides */
    public static PostgresProcess start(Path directory, Map<String, String> configuration) {
        try (var free = new ServerSocket(0)) {
            int port = free.getLocalPort();
            free.close();
            return new PostgresProcess(directory, port, configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private EmbeddedPostgres launch() throws IOException {
        var builder = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofSeconds(60))
                .setPort(port)
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("max_connections", "100")
                .setServerConfig("fsync", "on") // after the library's own -F, so it wins
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setLocaleConfig("locale-provider", "builtin")
                .setLocaleConfig("builtin-locale", "C.UTF-8")
                .setDataDirectory(directory)
                .setCleanDataDirectory(false);
        configuration.forEach(builder::setServerConfig);
        return builder.start();
    }

    /** What the service is told of it, as options of its JVM. */
    public List<String> options() {
        return List.of(
                "-Dquarkus.datasource.jdbc.url=jdbc:postgresql://127.0.0.1:" + port + "/postgres",
                "-Dquarkus.datasource.reactive.url=postgresql://127.0.0.1:" + port + "/postgres",
                "-Dquarkus.datasource.username=postgres",
                "-Dquarkus.datasource.password=postgres");
    }

    public Connection connection() throws SQLException {
        return connection(port);
    }

    private static Connection connection(int port) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres", "postgres");
    }

    /** Into the embedded database of a service with this data directory. */
    public static Connection connectionTo(Path data) throws SQLException, IOException {
        // The fourth line of postmaster.pid is the port.
        return connection(
                Integer.parseInt(pidFile(data.resolve("postgresql-18")).get(3)));
    }

    private static List<String> pidFile(Path directory) throws IOException {
        return Files.readAllLines(directory.resolve("postmaster.pid")).stream()
                .map(String::strip)
                .toList();
    }

    /** Of the postmaster; all others descend from it. */
    public long pid() {
        try {
            return Long.parseLong(pidFile(directory).getFirst());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As with -9, all of it: the postmaster and every process below it. */
    public void kill() {
        var postmaster = ProcessHandle.of(pid()).orElseThrow();
        var all = Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(gone -> gone.onExit().join());
    }

    /** After a kill, when it recovers what was committed; or of one that runs, as an operator does it. */
    public void restart() {
        var log = Logger.getLogger(EmbeddedPostgres.class.getName());
        var level = log.getLevel();
        log.setLevel(Level.OFF); // it is loud about a server that cannot be stopped because it is gone
        try {
            running.close(); // lets go of the directory's lock
        } catch (IOException alreadyGone) {
            // That was the point.
        } finally {
            log.setLevel(level);
        }
        // A process that was just being born outlives the others for a moment, and with it the shared memory.
        Awaitility.await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
            running = launch();
            return true;
        });
    }

    @Override
    public void close() {
        try {
            running.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
