package io.mailroom.scan;

import io.mailroom.db.Database;
import io.mailroom.retention.Kept;
import io.mailroom.retention.Kind;
import io.mailroom.retention.Pace;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * Lines of the ledger, by the day when their mail was last dealt with. A line goes only where nothing asks for it any more: its
 * cursor has passed its mail, which is never looked at again; nothing is left to be done on the server; and it was neither
 * failed nor left out for flags that it may still get. Who begins anew, because the server has renumbered its mailbox or
 * the task was told to, is kept from importing again by the collective's fingerprints of mails, which stay.
 */
@ApplicationScoped
class KeptLedger implements Kept {

    private static final String DONE_WITH = """
            l.dealt < $2 and l.action is null and l.outcome not in ('failed', 'quarantined')
            and not (l.outcome = 'filtered' and l.detail in ('flaggedOnly', 'unreadOnly'))
            and l.uid <= (select c.last_uid from mailbox_cursor c where c.id = l.cursor_id)""";

    private static final String CURSORS = """
            select c.id from account a join scan_task t on t.account_id = a.id join mailbox_cursor c on c.task_id = t.id
            where a.collective_id = $1""";

    private final Database database;

    KeptLedger(Database database) {
        this.database = database;
    }

    @Override
    public Kind kind() {
        return Kind.LEDGER;
    }

    @Override
    public long count(UUID collective, Instant before) {
        return database.query("""
                        select count(*) from (
                            select from scan_ledger l where l.cursor_id in (%s) and %s limit $3) as old""".formatted(CURSORS, DONE_WITH), collective, day(before), MOST_COUNTED)
                .getFirst()
                .getLong(0);
    }

    @Override
    public long remove(UUID collective, Instant before, Pace pace) {
        long removed = 0;
        for (var row : database.query(CURSORS, collective)) {
            removed += removeOf(row.getLong(0), day(before), pace);
            if (pace.isOver()) {
                break;
            }
        }
        return removed;
    }

    /** Lines stand in the order of UIDs, which is more or less that of time: where none in a window is old, none after it is. */
    private long removeOf(long cursor, LocalDate day, Pace pace) {
        long removed = 0;
        long after = 0;
        while (true) {
            var window = database.query("""
                            with seen as materialized (
                                select uid, dealt from scan_ledger where cursor_id = $1 and uid > $3 order by uid limit $4
                            ), gone as (
                                delete from scan_ledger l
                                where l.cursor_id = $1 and l.uid in (select uid from seen where dealt < $2) and %s
                                returning 1
                            )
                            select coalesce(max(uid), 0), count(*) filter (where dealt < $2), count(*),
                                (select count(*) from gone)
                            from seen""".formatted(DONE_WITH), cursor, day, after, Pace.BATCH)
                    .getFirst();
            removed += window.getLong(3);
            after = window.getLong(0);
            if (window.getLong(1) == 0 || window.getLong(2) < Pace.BATCH || !pace.goOn()) {
                return removed;
            }
        }
    }

    private static LocalDate day(Instant before) {
        return before.atOffset(ZoneOffset.UTC).toLocalDate();
    }
}
