package io.mailroom.account;

import io.mailroom.db.Database;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What was removed and is being removed. Blocking. */
@ApplicationScoped
class DepartureRows {

    /**
     * What is told of a removal. It names nobody.
     *
     * @param finished null: it is under way
     * @param before the rows of every table when it began; empty: not counted yet
     * @param after when it had ended; empty: not yet
     */
    record Report(
            UUID id,
            String subject,
            Instant asked,
            @Nullable Instant finished,
            Map<String, Long> counts,
            Map<String, Long> before,
            Map<String, Long> after) {

        /** What was in a table, and what is left in it; null: not known yet. */
        record Proof(String table, long before, @Nullable Long after) {}

        /** Of tables that had something. */
        List<Proof> proof() {
            return before.entrySet().stream()
                    .filter(table -> table.getValue() > 0)
                    .map(table -> new Proof(table.getKey(), table.getValue(), after.get(table.getKey())))
                    .toList();
        }

        /** For people: with words such as "Sent mails". */
        Map<String, Long> shown() {
            var shown = new TreeMap<String, Long>();
            counts.forEach((kind, count) -> {
                var words = kind.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
                shown.put(words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1), count);
            });
            return shown;
        }

        private static Report of(Row row) {
            var finished = row.getOffsetDateTime("finished");
            return new Report(
                    row.getUUID("id"),
                    row.getString("subject"),
                    row.getOffsetDateTime("asked").toInstant(),
                    finished == null ? null : finished.toInstant(),
                    numbers(row, "counts"),
                    numbers(row, "before"),
                    numbers(row, "after"));
        }

        private static Map<String, Long> numbers(Row row, String column) {
            var numbers = new TreeMap<String, Long>();
            if (row.getValue(column) instanceof JsonObject stored) {
                stored.forEach(entry -> numbers.put(entry.getKey(), ((Number) entry.getValue()).longValue()));
            }
            return numbers;
        }
    }

    private static final int SHOWN = 50;

    private final Database database;
    private final Clock clock;

    DepartureRows(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    Optional<Report> report(UUID id) {
        return database.query("select * from removal where id = $1", id).stream()
                .map(Report::of)
                .findFirst();
    }

    /** Of users of a collective, the newest first. */
    List<Report> reports(UUID collective) {
        return database
                .query("select * from removal where collective_id = $1 order by asked desc limit $2", collective, SHOWN)
                .stream()
                .map(Report::of)
                .toList();
    }

    /** Empty when there is nothing left to do. */
    Optional<Leaver> leaver(UUID removal) {
        return database
                .query("select collective_id, account_id from removal where id = $1 and finished is null", removal)
                .stream()
                .map(row -> new Leaver(row.getUUID(0), row.getUUID(1)))
                .findFirst();
    }

    void begin(Database.Session tx, UUID removal, Leaver leaver) {
        tx.update(
                """
                insert into removal (id, subject, collective_id, account_id, asked, counts)
                values ($1, $2, $3, $4, $5, '{}')""",
                removal,
                leaver.account() == null ? "collective" : "user",
                leaver.collective(),
                leaver.account(),
                now());
    }

    void count(Database.Session tx, UUID removal, String kind, int removed) {
        if (removed > 0) {
            tx.update(
                    "update removal set counts = counts || jsonb_build_object($2::text,"
                            + " coalesce((counts ->> $2::text)::bigint, 0) + $3::bigint) where id = $1",
                    removal,
                    kind,
                    (long) removed);
        }
    }

    boolean isCounted(UUID removal) {
        return database.query("select from removal where id = $1 and before is not null", removal)
                        .size()
                == 1;
    }

    void before(Database.Session tx, UUID removal, Map<String, Long> rows) {
        tx.update("update removal set before = $2 where id = $1 and before is null", removal, json(rows));
    }

    void finish(Database.Session tx, UUID removal, Map<String, Long> rows) {
        tx.update("update removal set finished = $2, after = $3 where id = $1", removal, now(), json(rows));
    }

    private static JsonObject json(Map<String, Long> numbers) {
        var json = new JsonObject();
        numbers.forEach(json::put);
        return json;
    }

    OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
