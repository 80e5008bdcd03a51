package io.mailroom.schedule;

import com.github.kagkarlsson.scheduler.task.Execution;
import io.mailroom.db.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a job's row around a run, in place of db-scheduler's own operations, which know nothing of what
 * {@link Jobs} marked meanwhile. Blocking. 'infinity' as the time of a row that nobody holds means that it is to be deleted.
 */
@ApplicationScoped
class JobRows {

    private static final String HELD = " where task_name = $1 and task_instance = $2 and version = $3 and picked";

    private static final String RELEASED =
            "picked = false, picked_by = null, last_heartbeat = null, version = version + 1";

    private final Database database;
    private final Clock clock;

    JobRows(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** At the first start of the first replica. */
    void addOnce(String job, String instance) {
        database.update("""
                insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)
                values ($1, $2, $3, false, 1) on conflict do nothing""", job, instance, clock.instant().atOffset(ZoneOffset.UTC));
    }

    /** The run that begins now is the one that was asked for; who asks from now on wants another one. */
    void begin(Execution held) {
        database.update("update scheduled_tasks set again = false" + HELD, key(held));
    }

    /**
     * One statement, so that a schedule put meanwhile is either seen here or finds the row free. A row that somebody else
     * has revived since is left alone.
     */
    void release(Execution held, Optional<Instant> next, boolean failed) {
        var now = clock.instant().atOffset(ZoneOffset.UTC);
        database.update(
                "update scheduled_tasks set " + RELEASED + """
                , execution_time = case
                    when again then $5::timestamptz
                    when wanted = 'infinity' then wanted
                    else coalesce(least(wanted, $4::timestamptz), 'infinity') end
                , wanted = case when again and wanted = 'infinity' then wanted end
                , last_success = case when $6 then last_success else $5 end
                , last_failure = case when $6 then $5 else last_failure end
                , consecutive_failures = case when $6 then coalesce(consecutive_failures, 0) + 1 else 0 end
                """ + HELD,
                held.getTaskName(),
                held.getId(),
                held.version,
                next.map(at -> at.atOffset(ZoneOffset.UTC)).orElse(null),
                now,
                failed);
        sweep(held);
    }

    /** Whoever held it is dead: somebody else does it, now. */
    void revive(Execution dead) {
        database.update("update scheduled_tasks set " + RELEASED + ", " + dueUnlessRemoved() + HELD, key(dead));
        sweep(dead);
    }

    /** The same for all rows, where there is no other replica that could hold one. */
    void reviveAll() {
        database.update("update scheduled_tasks set " + RELEASED + ", " + dueUnlessRemoved() + " where picked");
        database.update("delete from scheduled_tasks where not picked and execution_time = 'infinity'");
    }

    private static String dueUnlessRemoved() {
        return """
                execution_time = case when wanted = 'infinity' and not again then wanted
                    else least(execution_time, now()) end""";
    }

    private void sweep(Execution released) {
        database.update("""
                delete from scheduled_tasks
                where task_name = $1 and task_instance = $2 and not picked and execution_time = 'infinity'""", released.getTaskName(), released.getId());
    }

    private static @Nullable Object[] key(Execution execution) {
        return new @Nullable Object[] {execution.getTaskName(), execution.getId(), execution.version};
    }
}
