package io.mailroom.scan;

import io.mailroom.account.Belongings;
import io.mailroom.account.Leaver;
import io.mailroom.db.Database;
import io.mailroom.schedule.Jobs;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** Import tasks with runs and ledgers. A run that is under way ends at its next commit, as what it belongs to is gone. */
@ApplicationScoped
class TaskBelongings implements Belongings {

    private final Jobs jobs;

    TaskBelongings(Jobs jobs) {
        this.jobs = jobs;
    }

    @Override
    public Step removeSome(Database.Session tx, Leaver leaver, int limit) {
        var tasks = tx
                .query(
                        "select id from scan_task where account_id in (" + Leaver.ACCOUNTS + ") order by id for update",
                        leaver.collective(),
                        leaver.account())
                .stream()
                .map(row -> row.getUUID(0))
                .toArray(UUID[]::new);
        if (tasks.length == 0) {
            return Step.NOTHING;
        }
        boolean running = jobs.removeAll(
                tx, ScanJob.NAME, Stream.of(tasks).map(UUID::toString).toList());
        tx.update("update scan_task set enabled = false where id = any($1) and enabled", (Object) tasks);
        int lines = lines(tx, tasks, limit);
        int runs = runs(tx, tasks, limit);
        if (lines + runs > 0) {
            return new Step(Map.of("ledgerLines", lines, "runs", runs), true);
        }
        tx.update("delete from mailbox_cursor where task_id = any($1)", (Object) tasks);
        return running
                ? new Step(Map.of(), true)
                : new Step(
                        Map.of("importTasks", tx.update("delete from scan_task where id = any($1)", (Object) tasks)),
                        false);
    }

    private static int lines(Database.Session tx, UUID[] tasks, int limit) {
        return tx.update("""
                delete from scan_ledger l using (
                    select l.cursor_id, l.uid from mailbox_cursor c join scan_ledger l on l.cursor_id = c.id
                    where c.task_id = any($1) limit $2) few
                where l.cursor_id = few.cursor_id and l.uid = few.uid""", tasks, limit);
    }

    private static int runs(Database.Session tx, UUID[] tasks, int limit) {
        return tx.update(
                "delete from scan_run where id in (select id from scan_run where task_id = any($1) limit $2)",
                tasks,
                limit);
    }
}
