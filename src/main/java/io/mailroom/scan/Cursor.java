package io.mailroom.scan;

import io.mailroom.db.Database;
import io.mailroom.imap.Mailbox;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * How far a task has come in a mailbox: every mail up to {@link #lastUid()} has been dealt with. It belongs to one
 * UIDVALIDITY; a server that renumbers its mailbox gets a new one (RFC 9051 section 2.3.1.1).
 *
 * @param modSeq the mailbox's HIGHESTMODSEQ (RFC 7162) when flags were last looked at; 0 if they never were
 * @param silentUntil how long the server may still be at what it was last told to do to mails and has not answered
 */
record Cursor(long id, long lastUid, long modSeq, @Nullable Instant silentUntil) {

    private static final int AT_ONCE = 200;

    /** Of a mailbox that was never looked at. */
    static final Cursor BEGINNING = new Cursor(0, 0, 0, null);

    static Cursor open(Database database, UUID task, String mailbox, long uidValidity) {
        var row = database.query("""
                        insert into mailbox_cursor (task_id, mailbox, uid_validity, last_uid) values ($1, $2, $3, 0)
                        on conflict (task_id, mailbox, uid_validity) do update set last_uid = mailbox_cursor.last_uid
                        returning id, last_uid, coalesce(mod_seq, 0), silent_until""", task, mailbox, uidValidity).getFirst();
        return of(row);
    }

    /** Where a run would begin; without a trace in the database. */
    static Cursor peek(Database database, UUID task, String mailbox, long uidValidity) {
        return database.query("""
                        select id, last_uid, coalesce(mod_seq, 0), silent_until from mailbox_cursor
                        where task_id = $1 and mailbox = $2 and uid_validity = $3""", task, mailbox, uidValidity).stream()
                .map(Cursor::of)
                .findFirst()
                .orElse(BEGINNING);
    }

    private static Cursor of(Row row) {
        var silentUntil = row.getOffsetDateTime(3);
        return new Cursor(
                row.getLong(0), row.getLong(1), row.getLong(2), silentUntil == null ? null : silentUntil.toInstant());
    }

    /** The server has not answered, and may be at it until then. */
    void fellSilent(Database database, Instant until) {
        database.update(
                "update mailbox_cursor set silent_until = $2 where id = $1", id, until.atOffset(ZoneOffset.UTC));
    }

    /** UIDs beyond the cursor that are in the ledger already, because the server answered out of order. */
    private Set<Long> known(Database database) {
        return database.query("select uid from scan_ledger where cursor_id = $1 and uid > $2", id, lastUid).stream()
                .map(row -> row.getLong(0))
                .collect(Collectors.toSet());
    }

    /** Mails that could not be fetched and are due to be tried again, some of them. */
    long[] due(Database database, Instant now) {
        return uids(database.query("""
                select uid from scan_failure where cursor_id = $1 and next_try <= $2 order by uid limit $3""", id, now.atOffset(ZoneOffset.UTC), AT_ONCE));
    }

    /**
     * Mails that were left out for their flags and have got these since. An unchanged mailbox costs nothing: where the
     * server counts changes it is asked only after one. Flags are all that it is asked for.
     */
    long[] flaggedSince(Mailbox mailbox, Rules rules, Database database) {
        if (!rules.askForFlags() || lastUid == 0 || mailbox.highestModSeq() > 0 && mailbox.highestModSeq() == modSeq) {
            return new long[0];
        }
        var flags = rules.outside();
        long[] now = mailbox.searchFlags(lastUid, flags.flaggedOnly(), flags.unreadOnly());
        return now.length == 0
                ? now
                : uids(database.query("""
                        select uid from scan_ledger where cursor_id = $1 and outcome = 'filtered'
                        and detail in ('flaggedOnly', 'unreadOnly') and uid = any($2) order by uid""", id, LongStream.of(now).boxed().toArray(Long[]::new)));
    }

    /** What {@link #flaggedSince} found has been dealt with. */
    void flagsSeen(Mailbox mailbox, Rules rules, Database database) {
        if (rules.askForFlags() && mailbox.highestModSeq() > 0 && mailbox.highestModSeq() != modSeq) {
            database.update("update mailbox_cursor set mod_seq = $2 where id = $1", id, mailbox.highestModSeq());
        }
    }

    /** The UIDs that this task has not dealt with. Without new mail this asks the server nothing. */
    long[] unseen(Mailbox mailbox, ScanTarget target, Database database, Instant now) {
        if (mailbox.exists() == 0 || mailbox.uidNext() > 0 && mailbox.uidNext() - 1 <= lastUid) {
            return new long[0];
        }
        // SINCE knows days in the server's zone: ask from the day before, and look at the time here.
        var since = target.cutoff(now)
                .map(cutoff -> cutoff.atOffset(ZoneOffset.UTC).toLocalDate().minusDays(1))
                .orElse(null);
        var known = known(database);
        return LongStream.of(mailbox.search(lastUid, since))
                .filter(uid -> !known.contains(uid))
                .toArray();
    }

    private static long[] uids(List<Row> rows) {
        return rows.stream().mapToLong(row -> row.getLong(0)).toArray();
    }
}
