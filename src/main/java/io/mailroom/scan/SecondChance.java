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
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the owner decides about mails that could not be had: try them again now, or leave them be. */
@ApplicationScoped
class SecondChance {

    /**
     * With a next try, all attempts are there anew; without one they are over. Where the mail stands in its mailbox does not
     * matter: what is due is tried, below the cursor or above it.
     */
    private static final String CHANGE = """
            with changed as (
                update scan_ledger l set outcome = $2::text::scan_outcome, action = null
                from mailbox_cursor c where c.id = l.cursor_id and c.task_id = $1 and %s
                returning l.cursor_id, l.uid)
            insert into scan_failure as f (cursor_id, uid, attempts, next_try)
            select cursor_id, uid, 0, $3::timestamptz from changed
            on conflict (cursor_id, uid) do update set next_try = excluded.next_try,
                attempts = case when excluded.next_try is null then f.attempts else 0 end""";

    private static final String BY_OUTCOME = "l.outcome = $4::text::scan_outcome";

    private static final String BY_ID = """
            l.outcome in ('failed', 'quarantined', 'ignored')
            and (l.cursor_id, l.uid) in (select * from unnest($4::bigint[], $5::bigint[]))""";

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
        return change(caller, task, Fate.FAILED, clock.instant().atOffset(ZoneOffset.UTC), selection)
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
        return change(caller, task, Fate.IGNORED, null, selection).map(Changed::count);
    }

    private record Changed(UUID task, int count) {}

    private Uni<Changed> change(
            Caller caller, String task, Fate fate, @Nullable OffsetDateTime nextTry, LedgerSelection selection) {
        var keys = selection.keys();
        return runs.owned(caller, task).chain(id -> {
            var values = Tuple.of(id, fate.word(), nextTry);
            return pool.withTransaction(tx -> selection.outcome() == null
                            ? byId(tx, values, keys)
                            : byOutcome(tx, values, selection.outcome()))
                    .map(count -> new Changed(id, count));
        });
    }

    private static Uni<Integer> byOutcome(SqlConnection tx, Tuple values, String outcome) {
        return tx.preparedQuery(CHANGE.formatted(BY_OUTCOME))
                .execute(values.addString(outcome))
                .map(done -> done.rowCount());
    }

    /** All or none: who names a mail means it. */
    private static Uni<Integer> byId(SqlConnection tx, Tuple values, List<LedgerKey> keys) {
        return tx.preparedQuery(CHANGE.formatted(BY_ID))
                .execute(values.addArrayOfLong(
                                keys.stream().map(LedgerKey::cursor).toArray(Long[]::new))
                        .addArrayOfLong(keys.stream().map(LedgerKey::uid).toArray(Long[]::new)))
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
