package io.mailroom.secret;

import io.mailroom.db.Database;
import io.quarkus.logging.Log;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Whatever is sealed in the database, column by column. Blocking. */
@ApplicationScoped
class SealedValues {

    private static final int BATCH = 200;

    private final Database database;
    private final Secrets secrets;

    SealedValues(Database database, Secrets secrets) {
        this.database = database;
        this.secrets = secrets;
    }

    /** How many values each key has sealed, by its id; read off their beginnings. */
    Map<String, Long> byKey() {
        var number = new TreeMap<String, Long>();
        for (var column : SealedColumn.values()) {
            database.query("""
                            select encode(substring(%2$s from 2 for 4), 'hex') as key, count(*) as number
                            from %1$s where %2$s is not null group by 1""".formatted(column.table(), column.column()))
                    .forEach(row -> number.merge(row.getString("key"), row.getLong("number"), Long::sum));
        }
        return number;
    }

    /**
     * Seals anew what another key than that one has sealed, batch by batch, each value only where it is still the one that was
     * read. Stops at an interrupt.
     *
     * @param progress told after each batch how many values of which key it was
     * @return how many in all
     */
    int sealAnew(SealedColumn column, String key, Consumer<Map<String, Integer>> progress) {
        String after = column.beforeAll();
        int done = 0;
        while (!Thread.currentThread().isInterrupted()) {
            var batch = next(column, key, after);
            if (batch.isEmpty()) {
                break;
            }
            var byFormerKey = write(column, batch);
            progress.accept(byFormerKey);
            done += byFormerKey.values().stream().mapToInt(Integer::intValue).sum();
            after = batch.getLast().getString("id");
        }
        return done;
    }

    private List<Row> next(SealedColumn column, String key, String after) {
        return database.query(
                """
                select t.id::text as id, t.%2$s as sealed from %1$s t
                where t.id > $1::text::%3$s and t.%2$s is not null and substring(t.%2$s from 1 for %4$d) <> $2%5$s
                order by t.id limit %6$d""".formatted(
                                column.table(),
                                column.column(),
                                column.idType(),
                                SealingKeys.PREFIX,
                                column.condition(),
                                BATCH),
                after,
                Buffer.buffer(SealingKeys.prefix(key)));
    }

    private Map<String, Integer> write(SealedColumn column, List<Row> batch) {
        var ids = new ArrayList<String>();
        var former = new ArrayList<Buffer>();
        var anew = new ArrayList<Buffer>();
        for (var row : batch) {
            String id = row.getString("id");
            byte[] sealed = row.getBuffer("sealed").getBytes();
            try {
                var binding = column.ofRow(id);
                anew.add(Buffer.buffer(secrets.seal(secrets.openBytes(sealed, binding), binding)));
                ids.add(id);
                former.add(Buffer.buffer(sealed));
            } catch (IllegalStateException e) {
                Log.warnf(
                        "%s in the row %s of %s stays as it is: %s",
                        column.column(), id, column.table(), e.getMessage());
            }
        }
        var byFormerKey = new HashMap<String, Integer>();
        database.query(
                        """
                        update %1$s t set %2$s = anew.sealed
                        from unnest($1::text[], $2::bytea[], $3::bytea[]) as anew (id, former, sealed)
                        where t.id = anew.id::%3$s and t.%2$s = anew.former%4$s
                        returning encode(substring(anew.former from 2 for 4), 'hex') as key""".formatted(column.table(), column.column(), column.idType(), column.condition()),
                        ids.toArray(String[]::new),
                        former.toArray(Buffer[]::new),
                        anew.toArray(Buffer[]::new))
                .forEach(row -> byFormerKey.merge(row.getString("key"), 1, Integer::sum));
        return byFormerKey;
    }
}
