package io.mailroom.scan;

import io.mailroom.db.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes down what became of every mail, with the cursor in the same transaction. Blocking. */
final class Ledger {

    private static final Duration FIRST_RETRY = Duration.ofMinutes(5);

    private static final Duration LAST_RETRY = Duration.ofDays(1);

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

    /**
     * Within the transaction that stores the items: one row a mail, and the cursor moves on to {@code lastUid}, never back.
     * A mail that fails again and again is quarantined.
     */
    void write(Database.Session session, List<Handled> handled, long lastUid) {
        if (!handled.isEmpty()) {
            var failures = failures(session, handled);
            write(session, handled, failures);
            keep(session, handled, failures);
        }
        session.update(
                "update mailbox_cursor set last_uid = greatest(last_uid, $2) where id = $1", cursor.id(), lastUid);
    }

    private void write(Database.Session session, List<Handled> handled, Map<Long, Integer> failures) {
        session.update(
                """
                insert into scan_ledger (cursor_id, uid, outcome, run, item_id, action, detail, dealt)
                select $1, uid, outcome::scan_outcome, $2, item_id, action, detail, $8
                from unnest($3::bigint[], $4::text[], $5::uuid[], $6::text[], $7::text[])
                    as new (uid, outcome, item_id, action, detail)
                on conflict (cursor_id, uid) do update set outcome = excluded.outcome, run = excluded.run,
                    item_id = excluded.item_id, action = excluded.action, detail = excluded.detail, dealt = excluded.dealt""",
                cursor.id(),
                run.number(),
                handled.stream().map(Handled::uid).toArray(Long[]::new),
                handled.stream().map(mail -> fate(mail, failures).word()).toArray(String[]::new),
                handled.stream().map(Handled::item).toArray(UUID[]::new),
                handled.stream()
                        .map(mail -> fate(mail, failures) == Fate.QUARANTINED ? givenUp.noted() : mail.action())
                        .toArray(String[]::new),
                handled.stream().map(mail -> shortened(mail.detail())).toArray(String[]::new),
                clock.instant().atOffset(ZoneOffset.UTC).toLocalDate());
    }

    private Fate fate(Handled mail, Map<Long, Integer> failures) {
        return switch (mail.outcome()) {
            case IMPORTED -> Fate.IMPORTED;
            case DUPLICATE -> Fate.DUPLICATE;
            case FILTERED -> Fate.FILTERED;
            case FAILED -> failures.getOrDefault(mail.uid(), 1) < attempts ? Fate.FAILED : Fate.QUARANTINED;
            case GONE -> Fate.GONE;
        };
    }

    /** How often each has failed now. */
    private Map<Long, Integer> failures(Database.Session session, List<Handled> handled) {
        var failures = new TreeMap<Long, Integer>();
        handled.stream()
                .filter(mail -> mail.outcome() == Handled.Outcome.FAILED)
                .forEach(mail -> failures.put(mail.uid(), 1));
        if (!failures.isEmpty()) {
            session.query(
                            "select uid, attempts from scan_failure where cursor_id = $1 and uid = any($2)",
                            cursor.id(),
                            failures.keySet().toArray(Long[]::new))
                    .forEach(row -> failures.put(row.getLong(0), row.getInteger(1) + 1));
        }
        return failures;
    }

    private void keep(Database.Session session, List<Handled> handled, Map<Long, Integer> failures) {
        if (!failures.isEmpty()) {
            session.update(
                    """
                    insert into scan_failure (cursor_id, uid, attempts, next_try)
                    select $1, uid, attempts, next_try
                    from unnest($2::bigint[], $3::smallint[], $4::timestamptz[]) as new (uid, attempts, next_try)
                    on conflict (cursor_id, uid) do update set attempts = excluded.attempts, next_try = excluded.next_try""",
                    cursor.id(),
                    failures.keySet().toArray(Long[]::new),
                    failures.values().stream().map(Integer::shortValue).toArray(Short[]::new),
                    failures.values().stream().map(this::nextTry).toArray(OffsetDateTime[]::new));
        }
        var over = handled.stream()
                .map(Handled::uid)
                // Before the cursor passed them, mails cannot have failed.
                .filter(uid -> uid <= cursor.lastUid() && !failures.containsKey(uid))
                .toArray(Long[]::new);
        if (over.length > 0) {
            session.update("delete from scan_failure where cursor_id = $1 and uid = any($2)", cursor.id(), over);
        }
    }

    /** 5 min, 10 min, 20 min ... a day. */
    private @Nullable OffsetDateTime nextTry(int failed) {
        var wait = FIRST_RETRY.multipliedBy(1L << Math.min(failed - 1, 20));
        return failed < attempts
                ? clock.instant()
                        .plus(wait.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : wait)
                        .atOffset(ZoneOffset.UTC)
                : null;
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
