package io.mailroom.scan;

import io.mailroom.account.Caller;
import io.mailroom.health.Connection;
import io.mailroom.health.HealthView;
import io.mailroom.health.Healths;
import io.mailroom.web.Problem;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads what runs did. The rows are written by the worker with plain SQL, and read the same way. */
@ApplicationScoped
class Runs {

    static final int PAGE = 50;

    private static final Duration TICK = Duration.ofMillis(500);

    private static final String COLUMNS =
            "r.id, r.started, r.ended, r.state, r.matched, r.imported, r.duplicate, r.filtered, r.failed, r.bytes, r.error";

    private final Pool pool;
    private final Healths healths;
    private final ScanConfig config;

    Runs(Pool pool, Healths healths, ScanConfig config) {
        this.pool = pool;
        this.healths = healths;
        this.config = config;
    }

    /** A page of runs, newest first; the cursor is there while there are more. */
    record Page(List<RunView> items, @Nullable UUID cursor) {}

    Uni<Page> list(Caller caller, String task, @Nullable String cursor) {
        UUID before = cursor == null
                ? null
                : TaskId.parse(cursor).orElseThrow(() -> Problem.invalid("cursor", "is not one that was given here"));
        return owned(caller, task)
                .chain(id -> pool.preparedQuery("select " + COLUMNS + """
                         from scan_run r where r.task_id = $1
                        and ($2::uuid is null or (r.started, r.id) < (select started, id from scan_run where id = $2))
                        order by r.started desc, r.id desc limit $3""").execute(Tuple.of(id, before, PAGE + 1)))
                .chain(this::withMailboxes)
                .map(runs -> runs.size() <= PAGE
                        ? new Page(runs, null)
                        : new Page(runs.subList(0, PAGE), runs.get(PAGE - 1).id()));
    }

    /** Why the next run does not come when the schedule says, if it does not. */
    Uni<Optional<HealthView>> postponed(Caller caller, String task) {
        return owned(caller, task)
                .chain(id -> pool.preparedQuery("select imap_setting_id from scan_task where id = $1")
                        .execute(Tuple.of(id)))
                .chain(rows -> rows.stream()
                        .findFirst()
                        .map(row -> healths.keptFrom(Connection.imap(row.getUUID(0))))
                        .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
    }

    Uni<RunView> get(Caller caller, String task, String run) {
        UUID runId = TaskId.parse(run).orElseThrow(() -> noRun(run));
        return owned(caller, task)
                .chain(id -> pool.preparedQuery(
                                "select " + COLUMNS + " from scan_run r where r.task_id = $1 and r.id = $2")
                        .execute(Tuple.of(id, runId)))
                .chain(this::withMailboxes)
                .map(found -> found.stream().findFirst().orElseThrow(() -> noRun(run)));
    }

    /** The run as it grows, until it has ended; the last record is the final one. */
    Multi<RunView> follow(Caller caller, String task, String run) {
        return Multi.createBy()
                .repeating()
                .uni(() -> get(caller, task, run))
                .withDelay(TICK)
                .whilst(RunView::running)
                .skip()
                .repetitions()
                .select()
                .first(config.runTime().multipliedBy(2));
    }

    /** The id of a task, also a hidden one; 404 when it is none of theirs. */
    Uni<UUID> owned(Caller caller, String task) {
        Problem none = Problem.notFound("There is no scan task with the id " + task + ".");
        Optional<UUID> id = TaskId.parse(task);
        if (id.isEmpty()) {
            return Uni.createFrom().failure(none);
        }
        return pool.preparedQuery("select id from scan_task where id = $1 and account_id = $2")
                .execute(Tuple.of(id.get(), caller.accountId()))
                .map(rows -> {
                    if (rows.size() == 0) {
                        throw none;
                    }
                    return id.get();
                });
    }

    private Uni<List<RunView>> withMailboxes(RowSet<Row> runs) {
        var ids = new ArrayList<UUID>();
        runs.forEach(row -> ids.add(row.getUUID("id")));
        return pool.preparedQuery("""
                        select run_id, mailbox, matched, imported, duplicate, filtered, failed, bytes, error
                        from scan_run_mailbox where run_id = any($1) order by mailbox""")
                .execute(Tuple.of(ids.toArray(UUID[]::new)))
                .map(rows -> {
                    Map<UUID, List<RunView.MailboxNumbers>> numbers = new HashMap<>();
                    rows.forEach(row -> numbers.computeIfAbsent(row.getUUID("run_id"), id -> new ArrayList<>())
                            .add(numbers(row)));
                    var views = new ArrayList<RunView>();
                    runs.forEach(row -> views.add(view(row, numbers.getOrDefault(row.getUUID("id"), List.of()))));
                    return views;
                });
    }

    private static RunView.MailboxNumbers numbers(Row row) {
        return new RunView.MailboxNumbers(
                row.getString("mailbox"),
                row.getLong("matched"),
                row.getLong("imported"),
                row.getLong("duplicate"),
                row.getLong("filtered"),
                row.getLong("failed"),
                row.getLong("bytes"),
                row.getString("error"));
    }

    static RunView view(Row row, List<RunView.MailboxNumbers> mailboxes) {
        var ended = row.getOffsetDateTime("ended");
        return new RunView(
                row.getUUID("id"),
                row.getOffsetDateTime("started").toInstant().toEpochMilli(),
                ended == null ? null : ended.toInstant().toEpochMilli(),
                row.getString("state"),
                row.getLong("matched"),
                row.getLong("imported"),
                row.getLong("duplicate"),
                row.getLong("filtered"),
                row.getLong("failed"),
                row.getLong("bytes"),
                row.getString("error"),
                mailboxes);
    }

    private static Problem noRun(String run) {
        return Problem.notFound("This scan task has no run with the id " + run + ".");
    }
}
