package io.mailroom.schedule;

import io.mailroom.db.Database;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;

/**
 * When jobs run. Reactive: rows are written in the caller's transaction, so that settings and schedule cannot come apart. A
 * row that is held by a run is only marked; {@link JobRows#release} heeds the mark.
 */
@ApplicationScoped
public class Jobs {

    private final JobRunner runner;
    private final Clock clock;

    Jobs(JobRunner runner, Clock clock) {
        this.runner = runner;
        this.clock = clock;
    }

    /**
     * Runs it at {@code at} and no more at the time it had, unless it is to run now. If it is running, it runs again at
     * {@code at} or when the run says, whichever is earlier. Call {@link #wake()} after the commit.
     */
    public Uni<Void> put(String job, String instance, Instant at) {
        return execute("""
                insert into scheduled_tasks as t (task_name, task_instance, execution_time, picked, version)
                values (?1, ?2, ?3, false, 1)
                on conflict (task_name, task_instance) do update set
                    execution_time = case when t.picked or t.again then t.execution_time else excluded.execution_time end,
                    wanted = case when t.picked or t.again then excluded.execution_time end,
                    consecutive_failures = case when t.picked then t.consecutive_failures else 0 end""", job, instance, at);
    }

    /** At once, or as soon as the present run has ended; no later {@link #put} puts it off. Call {@link #wake()} after the commit. */
    public Uni<Void> runNow(String job, String instance) {
        return execute("""
                insert into scheduled_tasks as t (task_name, task_instance, execution_time, picked, version, again)
                values (?1, ?2, ?3, false, 1, true)
                on conflict (task_name, task_instance) do update set
                    execution_time = case when t.picked then t.execution_time
                        else least(t.execution_time, excluded.execution_time) end,
                    again = true""", job, instance, clock.instant());
    }

    /**
     * Runs it at {@code at} at the latest, in a transaction of plain SQL. If it is running, it runs again then. Blocking. Call
     * {@link #wake()} after the commit.
     */
    public void runBy(Database.Session session, String job, String instance, Instant at) {
        session.update("""
                insert into scheduled_tasks as t (task_name, task_instance, execution_time, picked, version)
                values ($1, $2, $3, false, 1)
                on conflict (task_name, task_instance) do update set
                    execution_time = case when t.picked then t.execution_time
                        else least(t.execution_time, excluded.execution_time) end,
                    wanted = case when t.picked then least(t.wanted, excluded.execution_time) else t.wanted end""", job, instance, at.atOffset(ZoneOffset.UTC));
    }

    /** It runs no more; a run that is under way comes to its end, and until then nobody else runs it. */
    public Uni<Void> remove(String job, String instance) {
        return execute("""
                        update scheduled_tasks set again = false,
                            execution_time = case when picked then execution_time else 'infinity' end,
                            wanted = case when picked then 'infinity'::timestamptz end
                        where task_name = ?1 and task_instance = ?2""", job, instance).chain(() -> execute("""
                        delete from scheduled_tasks
                        where task_name = ?1 and task_instance = ?2 and not picked and execution_time = 'infinity'""", job, instance));
    }

    /**
     * The same for several, in a transaction of plain SQL. Blocking.
     *
     * @return whether a run of any of them is still under way
     */
    public boolean removeAll(Database.Session session, String job, Collection<String> instances) {
        if (instances.isEmpty()) {
            return false;
        }
        var these = instances.toArray(String[]::new);
        session.update("""
                delete from scheduled_tasks where task_name = $1 and task_instance = any($2) and not picked""", job, these);
        return session.update("""
                        update scheduled_tasks set again = false, wanted = 'infinity'
                        where task_name = $1 and task_instance = any($2)""", job, these) > 0;
    }

    private static Uni<Void> execute(String sql, String job, String instance) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(sql)
                        .setParameter(1, job)
                        .setParameter(2, instance)
                        .executeUpdate())
                .replaceWithVoid();
    }

    private static Uni<Void> execute(String sql, String job, String instance, Instant at) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(sql)
                        .setParameter(1, job)
                        .setParameter(2, instance)
                        .setParameter(3, at.atOffset(ZoneOffset.UTC))
                        .executeUpdate())
                .replaceWithVoid();
    }

    /** What was just committed and is due starts now rather than at the next poll. */
    public void wake() {
        runner.wake();
    }
}
