package io.mailroom.scan;

import io.mailroom.account.Owners;
import io.mailroom.db.Database;
import io.mailroom.db.Transactions;
import io.mailroom.health.Connection;
import io.mailroom.health.ConnectionUsers;
import io.mailroom.schedule.Jobs;
import io.mailroom.settings.ImapSettingUsers;
import io.mailroom.settings.MailServers;
import io.mailroom.settings.RoundtripMarks;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads what a run needs, and keeps what it must remember of its task. */
@ApplicationScoped
class ScanTargets implements ImapSettingUsers, ConnectionUsers {

    private final ScanTaskRepository tasks;
    private final MailServers servers;
    private final Owners owners;
    private final RoundtripMarks marks;
    private final Transactions transactions;
    private final Database database;
    private final Jobs jobs;

    ScanTargets(
            ScanTaskRepository tasks,
            MailServers servers,
            Owners owners,
            RoundtripMarks marks,
            Transactions transactions,
            Database database,
            Jobs jobs) {
        this.tasks = tasks;
        this.servers = servers;
        this.owners = owners;
        this.marks = marks;
        this.transactions = transactions;
        this.database = database;
        this.jobs = jobs;
    }

    @Override
    public Uni<List<String>> tasksUsing(UUID imapSetting) {
        return tasks.using(imapSetting)
                .map(using -> using.stream()
                        .map(task -> task.summary == null ? task.id.toString() : task.summary)
                        .toList());
    }

    @Override
    public Uni<Void> letGo(UUID imapSetting) {
        return tasks.deleteHidden(imapSetting).replaceWithVoid();
    }

    @Override
    public Uni<Void> retry(Connection connection) {
        return tasks.waiting(connection.id()).chain(waiting -> {
            Uni<Void> all = Uni.createFrom().voidItem();
            for (var task : waiting) { // one session: one after the other
                all = all.chain(() -> jobs.runNow(ScanJob.NAME, task.toString()));
            }
            return all;
        });
    }

    /** Blocking. Empty when the task is no longer there. */
    Optional<ScanTarget> load(UUID id) {
        return transactions.await(() ->
                tasks.findById(id).chain(task -> task == null ? Uni.createFrom().item(Optional.empty()) : of(task)));
    }

    /** Within the caller's session or transaction; the task need not be saved. */
    Uni<Optional<ScanTarget>> of(ScanTask task) {
        return owners.of(task.accountId)
                .chain(owner -> servers.imap(task.accountId, task.imapSettingId)
                        .chain(server -> servers.ownAddresses(task.accountId)
                                .map(own -> owner.flatMap(
                                        who -> server.map(known -> ScanTarget.of(task, who, known, own, marks))))));
    }

    /** Blocking. Cursors of another server or user are void: everything is looked at again, and recognised. */
    void settleOrigin(ScanTarget target) {
        String known = target.origin();
        if (target.originOfCursors() != null && !target.originOfCursors().equals(known)) {
            transactions.await(() -> tasks.restart(target.taskId()));
        }
        // Afterwards: if we are killed in between, it is done again.
        database.update(
                "update scan_task set origin = $2 where id = $1 and origin is distinct from $2",
                target.taskId(),
                known);
    }

    /** Blocking. A rescan is over once a run has come to the end of everything, unless another was asked for meanwhile. */
    void rescanned(ScanTarget target, Run run) {
        if (target.rescan()) {
            database.inTransaction(session -> {
                session.update("update scan_task set rescan = false where id = $1", target.taskId());
                run.fence(session);
            });
        }
    }
}
