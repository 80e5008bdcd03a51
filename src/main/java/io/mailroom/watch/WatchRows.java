package io.mailroom.watch;

import io.mailroom.db.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which replica watches what. Blocking; every statement is a transaction of its own, and the time is the database's.
 *
 * <p>A replica keeps all of its watches by keeping one row; one that is late is deleted by whoever sees it first, and learns
 * of that when it tries to renew. The lock on that row decides who was first.
 */
@ApplicationScoped
class WatchRows {

    /**
     * What this replica has to watch, in which settings.
     *
     * @param settings null when it is to be watched no more
     */
    record Held(UUID task, @Nullable Settings settings) {}

    /** The versions of what a watch was made of. */
    record Settings(long task, long connection) {}

    /** How the work is spread. */
    record Spread(int total, int own, List<Integer> capacities) {}

    private final Database database;

    WatchRows(Database database) {
        this.database = database;
    }

    void register(UUID replica, int capacity, Duration lease) {
        database.update(
                "insert into watch_replica (id, capacity, alive_until) values ($1, $2, now() + make_interval(secs => $3))",
                replica,
                capacity,
                seconds(lease));
    }

    /** @return false when it was late, and others have taken over */
    boolean renew(UUID replica, Duration lease) {
        return database.update(
                        "update watch_replica set alive_until = now() + make_interval(secs => $2) where id = $1",
                        replica,
                        seconds(lease))
                == 1;
    }

    /** What it watched is free. */
    void retire(UUID replica) {
        database.update("delete from watch_replica where id = $1", replica);
    }

    /** Frees what was watched by replicas that were not heard of in time. */
    void sweep() {
        database.update("delete from watch_replica where alive_until < now()");
    }

    /** Where there is no other replica, whoever is known was this one before it was killed. */
    void retireAll() {
        database.update("delete from watch_replica");
    }

    /** New tasks get their rows, and rows that nobody has a use for go. */
    void enrol() {
        database.update("""
                insert into scan_watch (task_id)
                select t.id from scan_task t
                where t.push and t.enabled and not t.hidden
                and not exists (select from scan_watch w where w.task_id = t.id)
                for key share of t skip locked
                on conflict do nothing""");
        database.update("""
                delete from scan_watch w where owner is null
                and not exists (select from watchable v where v.task_id = w.task_id)""");
    }

    Spread spread(UUID replica) {
        var counts = database.query("select count(*), count(*) filter (where owner = $1) from scan_watch", replica)
                .getFirst();
        var capacities = database.query("select capacity from watch_replica").stream()
                .map(row -> row.getInteger(0))
                .toList();
        return new Spread(counts.getInteger(0), counts.getInteger(1), capacities);
    }

    void claim(UUID replica, int most) {
        database.update("""
                update scan_watch set owner = $1, state = 'connecting', since = now(), error = null
                where task_id in (
                    select w.task_id from scan_watch w
                    where owner is null and exists (select from watchable v where v.task_id = w.task_id)
                    limit $2 for update skip locked)""", replica, most);
    }

    List<Held> held(UUID replica) {
        return database.query("""
                        select w.task_id, v.task_version, v.setting_version
                        from scan_watch w left join watchable v on v.task_id = w.task_id
                        where w.owner = $1""", replica).stream()
                .map(row -> new Held(
                        row.getUUID(0), row.getLong(1) == null ? null : new Settings(row.getLong(1), row.getLong(2))))
                .toList();
    }

    /** For others, or for nobody. Their watches must have been stopped. */
    void free(UUID replica, Collection<UUID> tasks) {
        database.update(
                "update scan_watch set owner = null where owner = $1 and task_id = any($2)",
                replica,
                tasks.toArray(UUID[]::new));
    }

    void tell(UUID replica, Map<UUID, Condition> conditions) {
        var tasks = conditions.keySet().stream().toList();
        var told = tasks.stream().map(conditions::get).toList();
        database.update(
                """
                update scan_watch w set state = n.state, since = n.since, error = n.error
                from unnest($2::uuid[], $3::text[], $4::timestamptz[], $5::text[]) n (task_id, state, since, error)
                where w.task_id = n.task_id and w.owner = $1""",
                replica,
                tasks.toArray(UUID[]::new),
                told.stream().map(condition -> condition.state().wire()).toArray(String[]::new),
                told.stream()
                        .map(condition -> condition.since().atOffset(ZoneOffset.UTC))
                        .toArray(OffsetDateTime[]::new),
                told.stream().map(Condition::error).toArray(String[]::new));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
