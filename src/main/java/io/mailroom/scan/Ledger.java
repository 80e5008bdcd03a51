package io.mailroom.scan;

import io.mailroom.db.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes down what became of every mail, with the cursor in the same transaction. Blocking. */
final class Ledger {

    private static final Duration FIRST_RETRY = Duration.ofMinutes(5);

    private final Cursor cursor;
    private final int attempts;
    private final Clock clock;

    /** @param attempts after how many failures a mail is given up */
    Ledger(Cursor cursor, int attempts, Clock clock) {
        this.cursor = cursor;
        this.attempts = attempts;
        this.clock = clock;
    }

    /**
     * Within the transaction that stores the items: one row a mail, and the cursor moves on to {@code lastUid}, never back.
     * A mail that fails again and again is quarantined.
     */
    void write(Database.Session session, List<Handled> handled, long lastUid) {
        if (!handled.isEmpty()) {
            var now = clock.instant().atOffset(ZoneOffset.UTC);
            session.update(
                    """
                    insert into scan_ledger as l (cursor_id, uid, outcome, item_id, action, detail, attempts, next_try)
                    select $1, uid, outcome, item_id, action, detail,
                        case when outcome = 'failed' then 1 else 0 end,
                        case when outcome = 'failed' then $7::timestamptz end
                    from unnest($2::bigint[], $3::text[], $4::uuid[], $5::text[], $6::text[])
                        as t (uid, outcome, item_id, action, detail)
                    on conflict (cursor_id, uid) do update set
                        outcome = case when excluded.outcome = 'failed' and l.attempts + 1 >= $8
                            then 'quarantined' else excluded.outcome end,
                        item_id = excluded.item_id, action = excluded.action, detail = excluded.detail,
                        attempts = l.attempts + 1,
                        next_try = case when excluded.outcome = 'failed' and l.attempts + 1 < $8
                            then $9::timestamptz + (excluded.next_try - $9::timestamptz) * power(2, l.attempts) end""",
                    cursor.id(),
                    handled.stream().map(Handled::uid).toArray(Long[]::new),
                    handled.stream()
                            .map(h -> h.outcome().name().toLowerCase(Locale.ROOT))
                            .toArray(String[]::new),
                    handled.stream().map(Handled::item).toArray(java.util.UUID[]::new),
                    handled.stream().map(Handled::action).toArray(String[]::new),
                    handled.stream().map(Handled::detail).toArray(String[]::new),
                    now.plus(FIRST_RETRY),
                    attempts,
                    now);
        }
        session.update(
                "update mailbox_cursor set last_uid = greatest(last_uid, $2) where id = $1", cursor.id(), lastUid);
    }

    /** Intentions that are still open, by what is to be done. */
    Map<String, List<Long>> intentions(Database database, int limit) {
        return database
                .query(
                        "select uid, action from scan_ledger where cursor_id = $1 and action is not null order by uid limit $2",
                        cursor.id(),
                        limit)
                .stream()
                .collect(Collectors.groupingBy(
                        row -> row.getString(1), Collectors.mapping(row -> row.getLong(0), Collectors.toList())));
    }

    void done(Database database, List<Long> uids) {
        database.update(
                "update scan_ledger set action = null where cursor_id = $1 and uid = any($2)",
                cursor.id(),
                uids.toArray(Long[]::new));
    }
}
