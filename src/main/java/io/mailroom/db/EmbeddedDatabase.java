package io.mailroom.db;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.quarkus.runtime.Application;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfig;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL of our own, for a start without a configured database (JVM only). Durable in a data directory,
 * throw-away without one. Only processes of this machine reach it: it listens on 127.0.0.1 and nowhere else.
 */
public final class EmbeddedDatabase {

    /** Where the database and the generated key live. */
    public static final String DATA_DIR = "mailroom.data.dir";

    /** Set once the embedded database has been started by this process; false in the configuration forbids it. */
    public static final String EMBEDDED = "mailroom.db.embedded";

    private static final String NO_DATABASE = """
            No database is configured, and the embedded one is switched off (%s=false). Set QUARKUS_DATASOURCE_JDBC_URL \
            (jdbc:postgresql://host/name), QUARKUS_DATASOURCE_REACTIVE_URL (postgresql://host/name), \
            QUARKUS_DATASOURCE_USERNAME and QUARKUS_DATASOURCE_PASSWORD.""".formatted(EMBEDDED);

    private final EmbeddedPostgres postgres;

    private EmbeddedDatabase(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    public static void startIfNoUrlConfigured() throws IOException {
        SmallRyeConfig config = ConfigUtils.configBuilder().build(); // thrown away: the application makes its own later
        if (config.getOptionalValue("quarkus.datasource.jdbc.url", String.class).isPresent()
                || config.getOptionalValue("quarkus.datasource.reactive.url", String.class)
                        .isPresent()
                || devServices(config)) {
            return;
        }
        if (!config.getOptionalValue(EMBEDDED, Boolean.class).orElse(true)) {
            throw new ConfigurationException(NO_DATABASE);
        }
        Path data = Path.of(config.getValue(DATA_DIR, String.class));
        EmbeddedDatabase database = start(data.resolve("postgresql-18"));
        database.config().forEach(System::setProperty);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            var application = Application.currentApplication();
            if (application != null) {
                application.awaitShutdown(); // the pools first, then the database below them
            }
            database.stop();
        }));
    }

    private static boolean devServices(SmallRyeConfig config) {
        return LaunchMode.current().isDevOrTest()
                && config.getOptionalValue("quarkus.datasource.devservices.enabled", Boolean.class)
                        .orElse(false);
    }

    /** Starts a database in {@code directory}, or a throw-away one (fsync off) where that is null. */
    public static EmbeddedDatabase start(@Nullable Path directory) throws IOException {
        var builder = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofSeconds(60))
                .setRegisterShutdownHook(false) // ours runs after the application has let go of it
                .setPort(freePort())
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("max_connections", "100")
                .setLocaleConfig("locale-provider", "builtin")
                .setLocaleConfig("builtin-locale", "C.UTF-8"); // the same order of names on every system
        if (directory != null) {
            createPrivately(directory);
            stopOrphan(directory);
            builder.setDataDirectory(directory)
                    .setCleanDataDirectory(false)
                    .setServerConfig("fsync", "on") // after the library's own -F, so they win
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("shared_buffers", "256MB")
                    .setServerConfig("max_wal_size", "2GB")
                    .setServerConfig("wal_compression", "off");
        }
        return new EmbeddedDatabase(builder.start());
    }

    /** What Quarkus is told of this database. */
    public Map<String, String> config() {
        String address = "postgresql://127.0.0.1:" + postgres.getPort() + "/postgres";
        return Map.of(
                "quarkus.datasource.jdbc.url",
                "jdbc:" + address,
                "quarkus.datasource.reactive.url",
                address,
                "quarkus.datasource.username",
                "postgres",
                "quarkus.datasource.password",
                "postgres",
                EMBEDDED,
                "true");
    }

    public void stop() {
        try {
            postgres.close();
        } catch (IOException e) {
            System.err.println("The embedded PostgreSQL did not stop: " + e.getMessage());
        }
    }

    private static void createPrivately(Path directory) throws IOException {
        if (Files.exists(directory)) {
            return;
        }
        Files.createDirectories(directory.getParent());
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(directory.getParent(), PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** A process killed with -9 leaves its postmaster behind, which would hold the directory. */
    private static void stopOrphan(Path directory) throws IOException {
        Path pidFile = directory.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().trim());
        var orphan = ProcessHandle.of(pid)
                .filter(p -> p.info().command().orElse("").contains("postgres"))
                .filter(p -> p.parent().map(ProcessHandle::pid).orElse(1L) == 1L);
        if (orphan.isEmpty()) {
            return;
        }
        orphan.get().destroy();
        try {
            orphan.get().onExit().get(15, SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(
                    "The PostgreSQL of an earlier start (process " + pid + ") does not stop; stop it by hand.", e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** For programs that look into the database beside the application. */
    public java.sql.Connection connection() throws SQLException {
        return postgres.getPostgresDatabase().getConnection();
    }
}
