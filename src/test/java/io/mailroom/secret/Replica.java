package io.mailroom.secret;

import io.mailroom.db.Database;
import io.mailroom.schedule.Jobs;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The room as one of several processes would have it, started by hand. */
record Replica(KeyRing ring, Secrets secrets) {

    /** Makes them, on a database whose own keys are put aside meanwhile. */
    @ApplicationScoped
    static class Stage {

        private final Database database;
        private final Jobs jobs;
        private final Clock clock;
        private List<Row> keys = List.of();
        private List<Row> replicas = List.of();

        Stage(Database database, Jobs jobs, Clock clock) {
            this.database = database;
            this.jobs = jobs;
            this.clock = clock;
        }

        /** As before the first start. */
        void clear() {
            keys = database.query("select id, created, sample, activated from sealing_key");
            replicas = database.query("select id, keys, seals from sealing_replica");
            database.update("delete from sealing_key");
            database.update("delete from sealing_replica");
        }

        void restore() {
            database.update("delete from sealing_key");
            database.update("delete from sealing_replica");
            keys.forEach(row -> database.update(
                    "insert into sealing_key (id, created, sample, activated) values ($1, $2, $3, $4)",
                    row.getString(0),
                    row.getOffsetDateTime(1),
                    row.getBuffer(2),
                    row.getOffsetDateTime(3)));
            replicas.forEach(row -> database.update(
                    "insert into sealing_replica (id, keys, seals, seen) values ($1, $2, $3, now())",
                    row.getUUID(0),
                    row.getArrayOfStrings(1),
                    row.getString(2)));
        }

        Replica start(SecretConfig config, Path directory, boolean embedded) {
            var source = new KeySource(config, directory, embedded);
            var ring = new KeyRing(source, database, jobs, clock, new SimpleMeterRegistry());
            ring.start(new StartupEvent());
            return new Replica(ring, new Secrets(ring));
        }

        /** One of several, with these keys. */
        Replica start(String... keys) {
            return start(new Config(String.join(",", keys), null), Path.of("."), false);
        }

        Resealing resealing(Replica replica) {
            var rows = new KeyRows(database);
            return new Resealing(replica.ring(), rows, new SealedValues(database, replica.secrets()), clock);
        }
    }

    record Config(Optional<String> key, Optional<Path> keyFile) implements SecretConfig {

        Config(@Nullable String key, @Nullable Path keyFile) {
            this(Optional.ofNullable(key), Optional.ofNullable(keyFile));
        }

        @Override
        public Duration tick() {
            return Duration.ofHours(1);
        }
    }

    /** A key, in Base64. */
    static String key(char letter) {
        return Base64.getEncoder()
                .encodeToString(String.valueOf(letter).repeat(32).getBytes(StandardCharsets.US_ASCII));
    }

    static String id(String key) {
        return SealingKeys.of(key).primaryId();
    }

    Replica stop() {
        ring.stop(new ShutdownEvent());
        return this;
    }
}
