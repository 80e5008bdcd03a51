package io.mailroom.scan;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The rows of scan tasks. Within the caller's session or transaction. */
@ApplicationScoped
class ScanTaskRepository implements PanacheRepositoryBase<ScanTask, UUID> {

    Uni<List<ScanTask>> listed(UUID account) {
        return list("accountId = ?1 and hidden = false order by created, id", account);
    }

    /** Also a hidden one: whoever knows its id started it. */
    Uni<Optional<ScanTask>> of(UUID account, UUID id) {
        return find("id = ?1 and accountId = ?2", id, account).firstResult().map(Optional::ofNullable);
    }

    Uni<List<ScanTask>> using(UUID imapSetting) {
        return list("imapSettingId = ?1 and hidden = false order by created, id", imapSetting);
    }

    /** The tasks over a connection that run by themselves, or are to run once. */
    Uni<List<UUID>> waiting(UUID imapSetting) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery("""
                                select t.id from scan_task t where t.imap_setting_id = ?1
                                and (t.enabled and not t.hidden or exists (
                                    select from scheduled_tasks s
                                    where s.task_name = ?2 and s.task_instance = cast(t.id as text)))""", UUID.class)
                        .setParameter(1, imapSetting)
                        .setParameter(2, ScanJob.NAME)
                        .getResultList());
    }

    Uni<Long> deleteHidden(UUID imapSetting) {
        return delete("imapSettingId = ?1 and hidden = true", imapSetting);
    }

    /** Until a run has come to the end, what was deleted here is imported again. */
    Uni<Void> restartWithDeleted(UUID task) {
        return sql("update scan_task set rescan = true where id = ?1", task).chain(() -> restart(task));
    }

    /** Everything is looked at again but what is to be ignored; what was recognised by its content stays recognised. */
    Uni<Void> restart(UUID task) {
        return stop(task)
                .chain(() -> sql("""
                        delete from scan_ledger where action is null and outcome <> 'ignored'
                        and cursor_id in (select id from mailbox_cursor where task_id = ?1)""", task))
                .chain(() -> sql("update mailbox_cursor set last_uid = 0, mod_seq = null where task_id = ?1", task));
    }

    /**
     * A run that is under way commits nothing more. The row of the task is locked before that of its run, here and
     * wherever both are.
     */
    Uni<Void> stop(UUID task) {
        return sql("update scan_task set id = id where id = ?1", task).chain(() -> sql("""
                        update scan_run set state = 'interrupted', ended = greatest(started, now()),
                            error = 'The task was changed during this run.'
                        where runs = ?1 and state = 'running'""", task));
    }

    private static Uni<Void> sql(String statement, UUID task) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(statement)
                        .setParameter(1, task)
                        .executeUpdate())
                .replaceWithVoid();
    }
}
