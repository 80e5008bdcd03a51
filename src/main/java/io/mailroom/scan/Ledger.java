package io.mailroom.scan;

import io.mailroom.db.Database;
import io.vertx.pgclient.data.Interval;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes down what became of every mail, with the cursor in the same transaction. Blocking. */
final class Ledger {

    private static final Duration FIRST_RETRY = Duration.ofMinutes(5);

    /** In units of the first one. */
    private static final int LONGEST_RETRY = 288;

    private static final int LONGEST_DETAIL = 500;

    private final Cursor cursor;
    private final Run run;
    private final int attempts;
    private final Action givenUp;
    private final Clock clock;

    /**
     * @param run the one that writes
     * @param attempts after how many failures a mail is given up
     * @param givenUp what is then done to it on the server
     */
    Ledger(Cursor cursor, Run run, int attempts, Action givenUp, Clock clock) {
        this.cursor = cursor;
        this.run = run;
        this.attempts = attempts;
        this.givenUp = givenUp;
        this.clock = clock;
    }

    /** A failure more than there were; the last one quarantines. */
    private static final String WRITE = """
            insert into scan_ledger as l (cursor_id, uid, outcome, item_id, action, detail, run, attempts, next_try)
            select $1, uid,
                case when not failed then outcome::scan_outcome when $7 <= 1 then 'quarantined' else 'failed' end,
                item_id, case when failed and $7 <= 1 then $8 else action end, detail, $6,
                case when failed then 1 end, case when failed and $7 > 1 then $9::timestamptz + $10::interval end
            from (select *, outcome = 'failed' as failed
                from unnest($2::bigint[], $3::text[], $4::uuid[], $5::text[], $11::text[])
                    as t (uid, outcome, item_id, action, detail)) as new
            on conflict (cursor_id, uid) do update set
                outcome = case when excluded.attempts is not null and coalesce(l.attempts, 0) + 1 >= $7
                    then 'quarantined' else excluded.outcome end,
                item_id = excluded.item_id,
                action = case when excluded.attempts is not null and coalesce(l.attempts, 0) + 1 >= $7
                    then $8 else excluded.action end,
                detail = excluded.detail, run = excluded.run,
                attempts = case when excluded.attempts is not null then coalesce(l.attempts, 0) + 1 end,
                next_try = case when excluded.attempts is not null and coalesce(l.attempts, 0) + 1 < $7
                    then $9::timestamptz + $10::interval * least(power(2, coalesce(l.attempts, 0)), $12) end""";

    /**
     * Within the transaction that stores the items: one row a mail, and the cursor moves on to {@code lastUid}, never back.
     * A mail that fails again and again is quarantined.
     */
    void write(Database.Session session, List<Handled> handled, long lastUid) {
        if (!handled.isEmpty()) {
            session.update(
                    WRITE,
                    cursor.id(),
                    handled.stream().map(Handled::uid).toArray(Long[]::new),
                    handled.stream()
                            .map(h -> h.outcome().name().toLowerCase(Locale.ROOT))
                            .toArray(String[]::new),
                    handled.stream().map(Handled::item).toArray(UUID[]::new),
                    handled.stream().map(Handled::action).toArray(String[]::new),
                    run.number(),
                    attempts,
                    givenUp.noted(),
                    clock.instant().atOffset(ZoneOffset.UTC),
                    Interval.of(FIRST_RETRY),
                    handled.stream().map(h -> shortened(h.detail())).toArray(String[]::new),
                    (double) LONGEST_RETRY);
        }
        session.update(
                "update mailbox_cursor set last_uid = greatest(last_uid, $2) where id = $1", cursor.id(), lastUid);
    }

    private static @Nullable String shortened(@Nullable String detail) {
        return detail == null || detail.length() <= LONGEST_DETAIL ? detail : detail.substring(0, LONGEST_DETAIL);
    }

    /**
     * What is still to be done on the server, to mails of one kind.
     *
     * @param action the word of an {@link Action.Kind}
     */
    record Intention(Fate fate, String action) {}

    /** @param except what cannot be done now */
    Map<Intention, List<Long>> intentions(Database database, int limit, Set<String> except) {
        return database.query("""
                        select uid, action, outcome from scan_ledger
                        where cursor_id = $1 and action is not null and action <> all ($3) order by uid limit $2""", cursor.id(), limit, except.toArray(String[]::new)).stream()
                .collect(Collectors.groupingBy(
                        row -> new Intention(Fate.of(row.getString(2)).orElseThrow(), row.getString(1)),
                        Collectors.mapping(row -> row.getLong(0), Collectors.toList())));
    }

    void done(Database database, List<Long> uids) {
        database.update(
                "update scan_ledger set action = null where cursor_id = $1 and uid = any($2)",
                cursor.id(),
                uids.toArray(Long[]::new));
    }
}
