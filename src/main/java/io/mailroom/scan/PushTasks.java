package io.mailroom.scan;

import io.mailroom.db.Database;
import io.mailroom.db.Transactions;
import io.mailroom.schedule.Jobs;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** What the room that watches mailboxes may ask of scan tasks, and how it wakes them. Blocking. */
@ApplicationScoped
public class PushTasks {

    private final ScanTargets targets;
    private final Transactions transactions;
    private final Database database;
    private final Jobs jobs;

    PushTasks(ScanTargets targets, Transactions transactions, Database database, Jobs jobs) {
        this.targets = targets;
        this.transactions = transactions;
        this.database = database;
        this.jobs = jobs;
    }

    /** Empty when the task is no longer there. */
    public Optional<PushTask> load(UUID task) {
        return targets.load(task).map(PushTask::new);
    }

    /** The UID up to which the task has dealt with this mailbox; empty when it never looked into it. */
    public OptionalLong reached(UUID task, String mailbox, long uidValidity) {
        return database.query("""
                        select last_uid from mailbox_cursor
                        where task_id = $1 and mailbox = $2 and uid_validity = $3""", task, mailbox, uidValidity).stream()
                .mapToLong(row -> row.getLong(0))
                .findFirst();
    }

    /** Runs the task now, or once more when it is running. */
    public void wake(UUID task) {
        transactions.await(() -> jobs.runNow(ScanJob.NAME, task.toString()).replaceWith(true));
        jobs.wake();
    }
}
