package io.mailroom.account;

import io.mailroom.db.Database;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts the rows that belong to somebody in every table that leads to them by foreign keys, whichever tables there are: what the
 * rooms removed is not taken from their word. Blocking.
 */
@ApplicationScoped
class Census {

    /** A table's key into another one. */
    private record Key(String table, String columns, String other, String otherColumns) {

        static Key of(Row row) {
            return new Key(row.getString(0), row.getString(1), row.getString(2), row.getString(3));
        }
    }

    /** What goes with its owner comes before what only mentions them. */
    private static final String KEYS = """
            select k.conrelid::regclass::text,
                (select string_agg(quote_ident(a.attname), ', ' order by n) from unnest(k.conkey) with ordinality as c (num, n)
                    join pg_attribute a on a.attrelid = k.conrelid and a.attnum = c.num),
                k.confrelid::regclass::text,
                (select string_agg(quote_ident(a.attname), ', ' order by n) from unnest(k.confkey) with ordinality as c (num, n)
                    join pg_attribute a on a.attrelid = k.confrelid and a.attnum = c.num)
            from pg_constraint k
            where k.contype = 'f' and k.connamespace = current_schema()::regnamespace
            and k.conrelid <> 'removal'::regclass
            order by k.confdeltype <> 'c', k.conrelid::regclass::text, k.conname""";

    Map<String, Long> take(Database.Session tx, Leaver leaver) {
        var keys = tx.query(KEYS).stream().map(Key::of).toList();
        var counts = new TreeMap<String, Long>();
        var id = leaver.account() == null ? leaver.collective() : leaver.account();
        conditions(keys, leaver.account() == null ? "collective" : "account")
                .forEach((table, condition) -> counts.put(
                        table,
                        tx.query("select count(*) from %s where %s".formatted(table, condition), id)
                                .getFirst()
                                .getLong(0)));
        return counts;
    }

    /** Which rows of each table are theirs, by its shortest way to who they are. */
    private static Map<String, String> conditions(List<Key> keys, String root) {
        var conditions = new LinkedHashMap<>(Map.of(root, "id = $1"));
        var next = new ArrayDeque<>(List.of(root));
        while (!next.isEmpty()) {
            String other = next.remove();
            for (var key : keys) {
                if (key.other().equals(other) && !conditions.containsKey(key.table())) {
                    conditions.put(
                            key.table(),
                            "(%s) in (select %s from %s where %s)"
                                    .formatted(key.columns(), key.otherColumns(), other, conditions.get(other)));
                    next.add(key.table());
                }
            }
        }
        return conditions;
    }
}
