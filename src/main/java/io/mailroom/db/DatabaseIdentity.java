package io.mailroom.db;

import io.quarkus.arc.All;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.vertx.sqlclient.Row;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Notices at the start that the database was restored from a backup: what happened since the backup is not in it, but has
 * happened. Whatever restores a dump makes its tables anew, so that theirs are other numbers; a copied data directory has
 * other files. What cannot be told (a snapshot of a whole machine, a recovery to a point in time) has to be said, by
 * {@code update database_identity set identity = 'restored'}.
 */
@Singleton
public class DatabaseIdentity {

    /** PostgreSQL lets everybody ask for the number of its cluster, unless an operator has forbidden it. */
    private static final String CLUSTER = "select system_identifier::text from pg_control_system()";

    private static final String TABLE = """
            select has_function_privilege('pg_control_system()', 'execute') as cluster,
                concat_ws('/', (select oid from pg_database where datname = current_database()),
                    'database_identity'::regclass::oid) as number""";

    private final Database database;
    private final List<AfterRestore> rooms;
    private final Clock clock;

    @ConfigProperty(name = EmbeddedDatabase.EMBEDDED, defaultValue = "false")
    boolean embedded;

    DatabaseIdentity(Database database, @All List<AfterRestore> rooms, Clock clock) {
        this.database = database;
        this.rooms = rooms;
        this.clock = clock;
    }

    /** Before anything that works by itself. */
    void look(@Observes @Priority(200) StartupEvent event) {
        look();
    }

    /** By one replica; the others wait for it. */
    public void look() {
        database.inTransaction(session -> {
            String now = identity(session);
            session.update(
                    "insert into database_identity (id, identity, since) values (1, $1, $2) on conflict do nothing",
                    now,
                    clock.instant().atOffset(ZoneOffset.UTC));
            String known = session.query("select identity from database_identity where id = 1 for update")
                    .getFirst()
                    .getString(0);
            if (!known.equals(now)) {
                restored(session, now);
            }
        });
    }

    private void restored(Database.Session session, String now) {
        var done = rooms.stream().map(room -> room.restored(session)).toList();
        session.update(
                "update database_identity set identity = $1, since = $2 where id = 1",
                now,
                clock.instant().atOffset(ZoneOffset.UTC));
        Log.warnf("This database was restored from a backup. %s", String.join(" ", done));
    }

    private String identity(Database.Session session) {
        Row table = session.query(TABLE).getFirst();
        String cluster =
                table.getBoolean("cluster") ? session.query(CLUSTER).getFirst().getString(0) : "";
        return cluster + "/" + table.getString("number") + (embedded ? "/" + file(session) : "");
    }

    /** The number of a file that is never written again: a copy of it is another file. */
    private static @Nullable Object file(Database.Session session) {
        var directory = session.query("select current_setting('data_directory')")
                .getFirst()
                .getString(0);
        var file = Path.of(directory, "PG_VERSION");
        try {
            return file.getFileSystem().supportedFileAttributeViews().contains("unix")
                    ? Files.getAttribute(file, "unix:ino")
                    : Files.getAttribute(file, "creationTime");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
