package io.mailroom.scan;

import io.mailroom.account.Caller;
import io.mailroom.schedule.Jobs;
import io.mailroom.web.Problem;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/** What the owner decides about mails that could not be had: try them again now, or leave them be. */
@ApplicationScoped
class SecondChance {

    /** Where the mail stands in its mailbox does not matter: due rows are tried, below the cursor or above it. */
    private static final String RETRY = """
            update scan_ledger l set outcome = 'failed', attempts = 0, next_try = $2, action = null
            from mailbox_cursor c where c.id = l.cursor_id and c.task_id = $1""";

    private static final String IGNORE = """
            update scan_ledger l set outcome = 'ignored', next_try = null, action = null
            from mailbox_cursor c where c.id = l.cursor_id and c.task_id = $1 and $2::timestamptz is not null""";

    private static final String BY_OUTCOME = " and l.outcome = $3::text::scan_outcome";

    private static final String BY_ID = """
             and l.outcome in ('failed', 'quarantined', 'ignored')
            and (l.cursor_id, l.uid) in (select * from unnest($3::bigint[], $4::bigint[]))""";

    private final Pool pool;
    private final Runs runs;
    private final Jobs jobs;
    private final Clock clock;

    SecondChance(Pool pool, Runs runs, Jobs jobs, Clock clock) {
        this.pool = pool;
        this.runs = runs;
        this.jobs = jobs;
        this.clock = clock;
    }

    /** They are due at once, with all their attempts before them, and the task runs. */
    Uni<Integer> retry(Caller caller, String task, LedgerSelection selection) {
        return change(caller, task, RETRY, selection)
                .call(changed -> changed.count() == 0 ? Uni.createFrom().voidItem() : run(changed.task()))
                .map(Changed::count);
    }

    /** After what is due has been committed: a run that is under way finds it, or the one after it. */
    private Uni<Void> run(UUID task) {
        return Panache.withTransaction(() -> jobs.runNow(ScanJob.NAME, task.toString()))
                .invoke(jobs::wake);
    }

    /** They are never tried again. */
    Uni<Integer> ignore(Caller caller, String task, LedgerSelection selection) {
        return change(caller, task, IGNORE, selection).map(Changed::count);
    }

    private record Changed(UUID task, int count) {}

    private Uni<Changed> change(Caller caller, String task, String statement, LedgerSelection selection) {
        var keys = selection.keys();
        return runs.owned(caller, task)
                .chain(id -> pool.withTransaction(tx -> selection.outcome() == null
                                ? byId(tx, id, statement, keys)
                                : byOutcome(tx, id, statement, selection.outcome()))
                        .map(count -> new Changed(id, count)));
    }

    private Uni<Integer> byOutcome(SqlConnection tx, UUID task, String statement, String outcome) {
        return tx.preparedQuery(statement + BY_OUTCOME)
                .execute(Tuple.of(task, clock.instant().atOffset(ZoneOffset.UTC), outcome))
                .map(done -> done.rowCount());
    }

    /** All or none: who names a mail means it. */
    private Uni<Integer> byId(SqlConnection tx, UUID task, String statement, List<LedgerKey> keys) {
        return tx.preparedQuery(statement + BY_ID)
                .execute(Tuple.of(
                        task,
                        clock.instant().atOffset(ZoneOffset.UTC),
                        keys.stream().map(LedgerKey::cursor).toArray(Long[]::new),
                        keys.stream().map(LedgerKey::uid).toArray(Long[]::new)))
                .map(done -> {
                    if (done.rowCount() != keys.size()) {
                        throw Problem.invalid(
                                "ids",
                                "must be of mails in this task's ledger that failed, were quarantined or ignored");
                    }
                    return done.rowCount();
                });
    }
}
