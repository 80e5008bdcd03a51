package io.mailroom.scan;

import io.mailroom.db.Database;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * How far a task has come in a mailbox: every mail up to {@link #lastUid()} has been dealt with. It belongs to one
 * UIDVALIDITY; a server that renumbers its mailbox gets a new one (RFC 9051 section 2.3.1.1).
 */
record Cursor(long id, long lastUid) {

    static Cursor open(Database database, UUID task, String mailbox, long uidValidity) {
        var row = database.query("""
                        insert into mailbox_cursor (task_id, mailbox, uid_validity, last_uid) values ($1, $2, $3, 0)
                        on conflict (task_id, mailbox, uid_validity) do update set last_uid = mailbox_cursor.last_uid
                        returning id, last_uid""", task, mailbox, uidValidity).getFirst();
        return new Cursor(row.getLong(0), row.getLong(1));
    }

    /** UIDs beyond the cursor that are in the ledger already, because the server answered out of order. */
    Set<Long> known(Database database) {
        return database.query("select uid from scan_ledger where cursor_id = $1 and uid > $2", id, lastUid).stream()
                .map(row -> row.getLong(0))
                .collect(Collectors.toSet());
    }

    /** Mails that could not be fetched and are due to be tried again. */
    long[] due(Database database, Instant now) {
        return database.query("""
                        select uid from scan_ledger
                        where cursor_id = $1 and outcome = 'failed' and next_try <= $2 order by uid limit 200""", id, now.atOffset(ZoneOffset.UTC)).stream()
                .mapToLong(row -> row.getLong(0))
                .toArray();
    }
}
