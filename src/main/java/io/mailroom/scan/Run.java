package io.mailroom.scan;

import io.mailroom.db.Database;
import io.mailroom.db.Ids;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One run's rows while it runs. Blocking. Its row is also the fence: another run of the task marks it as interrupted, and
 * from then on nothing that this one still has in hand is committed.
 */
final class Run {

    /** Another run has taken over: this one stops without a word. */
    static final class Superseded extends RuntimeException {
        Superseded() {
            super("another run has taken over", null, false, false);
        }
    }

    private volatile UUID id;
    private volatile int number;
    private final Database database;
    private final Clock clock;

    private Run(UUID id, int number, Database database, Clock clock) {
        this.id = id;
        this.number = number;
        this.database = database;
        this.clock = clock;
    }

    /** A run of these settings, kept under the task that they belong to. */
    static Run start(ScanTarget target, Database database, Clock clock) {
        var run = new Run(Ids.next(), 0, database, clock);
        database.inTransaction(session -> {
            int number = nextNumber(session, target);
            if (session.query("select 1 from scan_task where id = $1 for key share", target.reportedAs())
                    .isEmpty()) {
                throw new Superseded(); // deleted meanwhile
            }
            session.update("""
                    update scan_run set state = 'interrupted', ended = $2,
                        error = 'The service stopped during this run; the next one went on with it.'
                    where runs = $1 and state = 'running'""", target.taskId(), run.now());
            run.insert(session, run.id, number, target);
            run.number = number;
        });
        return run;
    }

    /** This run has done its share; what comes now belongs to the next one, which begins without a pause. */
    void roll(ScanTarget target) {
        var next = Ids.next();
        int nextNumber = database.transaction(session -> {
            // The row of the task before that of its run, as everywhere.
            int following = nextNumber(session, target);
            int still = session.update(
                    "update scan_run set state = 'done', ended = $2 where id = $1 and state = 'running'", id, now());
            if (still == 0) {
                throw new Superseded();
            }
            insert(session, next, following, target);
            return following;
        });
        id = next;
        number = nextNumber;
    }

    private static int nextNumber(Database.Session session, ScanTarget target) {
        return session
                .query("update scan_task set last_run = last_run + 1 where id = $1 returning last_run", target.taskId())
                .stream()
                .map(row -> row.getInteger(0))
                .findFirst()
                .orElseThrow(Superseded::new); // deleted meanwhile
    }

    private void insert(Database.Session session, UUID id, int number, ScanTarget target) {
        session.update(
                "insert into scan_run (id, task_id, runs, number, started, state) values ($1, $2, $3, $4, $5, 'running')",
                id,
                target.reportedAs(),
                target.taskId(),
                number,
                now());
    }

    /** First in every transaction of the run: counts what the transaction is about to do, and locks out a successor. */
    void add(Database.Session session, String mailbox, Tally tally) {
        int still = session.update(
                """
                update scan_run set matched = matched + $2, imported = imported + $3, duplicate = duplicate + $4,
                    filtered = filtered + $5, failed = failed + $6, bytes = bytes + $7
                where id = $1 and state = 'running'""",
                id,
                tally.matched(),
                tally.imported(),
                tally.duplicate(),
                tally.filtered(),
                tally.failed(),
                tally.bytes());
        if (still == 0) {
            throw new Superseded();
        }
        session.update(
                """
                insert into scan_run_mailbox as m (run_id, mailbox, matched, imported, duplicate, filtered, failed, bytes)
                values ($1, $2, $3, $4, $5, $6, $7, $8)
                on conflict (run_id, mailbox) do update set matched = m.matched + excluded.matched,
                    imported = m.imported + excluded.imported, duplicate = m.duplicate + excluded.duplicate,
                    filtered = m.filtered + excluded.filtered, failed = m.failed + excluded.failed,
                    bytes = m.bytes + excluded.bytes""",
                id,
                mailbox,
                tally.matched(),
                tally.imported(),
                tally.duplicate(),
                tally.filtered(),
                tally.failed(),
                tally.bytes());
    }

    /** Makes sure that this is still the task's run, for a transaction that counts nothing yet. */
    void fence(Database.Session session) {
        if (session.query("select 1 from scan_run where id = $1 and state = 'running' for update", id)
                .isEmpty()) {
            throw new Superseded();
        }
    }

    void mailboxError(String mailbox, String error) {
        database.update("""
                insert into scan_run_mailbox (run_id, mailbox, error)
                select id, $2, $3 from scan_run where id = $1 and state = 'running'
                on conflict (run_id, mailbox) do update set error = excluded.error""", id, mailbox, error);
    }

    /** @param error null when all went well */
    void end(@Nullable String error) {
        database.update(
                "update scan_run set state = $2, error = $3, ended = $4 where id = $1 and state = 'running'",
                id,
                error == null ? "done" : "failed",
                error,
                now());
    }

    /** Handed over at shutdown: not an error, the next run goes on. */
    void interrupt() {
        database.update(
                "update scan_run set state = 'interrupted', ended = $2 where id = $1 and state = 'running'", id, now());
    }

    /** Whether another run has taken over, or the task is gone and its runs with it. */
    boolean isOver() {
        return database.query("select 1 from scan_run where id = $1 and state = 'running'", id)
                .isEmpty();
    }

    /** How many runs of these settings have failed since one went well, this one with them. */
    long failuresInARow(ScanTarget target) {
        return database.query("""
                        select count(*) from scan_run
                        where task_id = $1 and runs = $2 and state = 'failed' and started > coalesce(
                            (select max(started) from scan_run where task_id = $1 and runs = $2 and state = 'done'),
                            '-infinity')""", target.reportedAs(), target.taskId())
                .getFirst()
                .getLong(0);
    }

    UUID id() {
        return id;
    }

    /** Of all runs of these settings. */
    int number() {
        return number;
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
