package io.mailroom.scan;

import io.mailroom.account.Caller;
import io.mailroom.web.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what became of the mails of a task. What the worker writes with plain SQL is read the same way. */
@ApplicationScoped
class LedgerPages {

    /** Which mails of a task; what is null leaves nothing out. */
    record Query(
            @Nullable String outcome,
            @Nullable String mailbox,
            @Nullable String run,
            int limit,
            @Nullable String cursor) {}

    /** A page, newest first; the cursor is there while there are more. */
    record Page(List<LedgerView> items, @Nullable String cursor) {}

    /** A task as the database knows it, and the only run to show, if there is one. */
    private record Scope(UUID task, int firstRun, int lastRun) {}

    /**
     * Each mailbox and outcome gives its newest rows, from its place in the index; so a page costs the same at a million
     * rows, whatever is asked for.
     */
    private static final String PAGE = """
            select l.*, c.mailbox, c.uid_validity, r.id as run_id, i.id as item, i.name as item_name, f.attempts, f.next_try
            from mailbox_cursor c
            cross join unnest($2::text[]::scan_outcome[]) as o (outcome)
            cross join lateral (
                select * from scan_ledger
                where cursor_id = c.id and outcome = o.outcome and run between $4 and $5 and run <= $6
                and (run, cursor_id, uid) < ($6, $7, $8)
                order by run desc, uid desc limit $9) as l
            left join scan_run r on r.runs = c.task_id and r.number = l.run
            left join scan_failure f on f.cursor_id = l.cursor_id and f.uid = l.uid
            left join item i on i.id = l.item_id
            where c.task_id = $1 and ($3::text is null or c.mailbox = $3)
            order by l.run desc, l.cursor_id desc, l.uid desc limit $9""";

    private final Pool pool;
    private final Runs runs;

    LedgerPages(Pool pool, Runs runs) {
        this.pool = pool;
        this.runs = runs;
    }

    Uni<Page> list(Caller caller, String task, Query query) {
        var outcomes = outcomes(query.outcome());
        var after = query.cursor() == null
                ? LedgerKey.Place.FIRST
                : LedgerKey.Place.parse(query.cursor())
                        .orElseThrow(() -> Problem.invalid("cursor", "is not one that was given here"));
        return runs.owned(caller, task)
                .chain(id -> scope(id, query.run()))
                .chain(scope -> pool.preparedQuery(PAGE)
                        .execute(Tuple.from(Arrays.asList(
                                scope.task(),
                                outcomes,
                                query.mailbox(),
                                scope.firstRun(),
                                scope.lastRun(),
                                after.run(),
                                after.key().cursor(),
                                after.key().uid(),
                                query.limit() + 1))))
                .map(rows -> page(rows, query.limit()));
    }

    private static String[] outcomes(@Nullable String asked) {
        if (asked == null) {
            return Arrays.stream(Fate.values()).map(Fate::word).toArray(String[]::new);
        }
        return new String[] {
            Fate.of(asked)
                    .orElseThrow(() -> Problem.invalid(
                            "outcome",
                            "must be one of "
                                    + Arrays.stream(Fate.values())
                                            .map(Fate::word)
                                            .collect(Collectors.joining(", "))))
                    .word()
        };
    }

    /** A run of settings that were not the saved ones has a ledger of its own. */
    private Uni<Scope> scope(UUID task, @Nullable String run) {
        if (run == null) {
            return Uni.createFrom().item(new Scope(task, 0, Integer.MAX_VALUE));
        }
        var unknown = Problem.invalid("run", "is no run of this task");
        return pool.preparedQuery("select runs, number from scan_run where id = $1 and task_id = $2")
                .execute(Tuple.of(TaskId.parse(run).orElseThrow(() -> unknown), task))
                .map(found -> {
                    for (var row : found) {
                        int number = row.getInteger("number");
                        return new Scope(row.getUUID("runs"), number, number);
                    }
                    throw unknown;
                });
    }

    private static Page page(Iterable<Row> rows, int limit) {
        var items = new ArrayList<LedgerView>();
        Row last = null;
        for (var row : rows) {
            if (items.size() == limit) {
                var end = Objects.requireNonNull(last);
                return new Page(items, new LedgerKey.Place(end.getInteger("run"), LedgerKey.of(end)).toString());
            }
            items.add(LedgerView.of(row));
            last = row;
        }
        return new Page(items, null);
    }
}
