package io.mailroom.scan;

import io.mailroom.account.Caller;
import io.mailroom.health.HealthView;
import io.mailroom.health.Healths;
import io.mailroom.settings.MailServers;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How the tasks of a user are doing, each in one look: when it runs next, and how it went the last time. */
@ApplicationScoped
class TaskStates {

    /**
     * One task.
     *
     * @param next absent where it does not run by itself
     * @param trouble how its connection is doing, where somebody has to do something about it
     */
    record State(
            ScanTaskView task,
            @Nullable Instant next,
            @Nullable RunView last,
            @Nullable HealthView trouble) {

        public boolean running() {
            return last != null && last.running();
        }
    }

    private record Ran(@Nullable Instant next, @Nullable RunView last) {
        static final Ran NEVER = new Ran(null, null);
    }

    private final ScanTasks tasks;
    private final MailServers servers;
    private final Healths healths;
    private final Pool pool;

    TaskStates(ScanTasks tasks, MailServers servers, Healths healths, Pool pool) {
        this.tasks = tasks;
        this.servers = servers;
        this.healths = healths;
        this.pool = pool;
    }

    Uni<List<State>> list(Caller caller) {
        return tasks.list(caller)
                .chain(found -> ran(caller.accountId())
                        .chain(ran -> troubles(caller.accountId())
                                .map(troubles -> found.stream()
                                        .map(task -> state(task, ran.getOrDefault(task.id(), Ran.NEVER), troubles))
                                        .toList())));
    }

    Uni<State> get(Caller caller, String id) {
        return tasks.get(caller, id)
                .chain(task -> ran(caller.accountId())
                        .chain(ran -> troubles(caller.accountId())
                                .map(troubles -> state(task, ran.getOrDefault(task.id(), Ran.NEVER), troubles))));
    }

    private static State state(ScanTaskView task, Ran ran, Map<String, HealthView> troubles) {
        return new State(task, ran.next(), ran.last(), troubles.get(task.imapConnection()));
    }

    /** By the names of the connections. */
    private Uni<Map<String, HealthView>> troubles(UUID account) {
        return Panache.withSession(() -> servers.imapNames(account))
                .chain(names -> healths.of(account)
                        .map(all -> all.entrySet().stream()
                                .filter(entry -> names.containsKey(entry.getKey()))
                                .filter(entry -> entry.getValue().message() != null && isTrouble(entry.getValue()))
                                .collect(Collectors.toMap(entry -> names.get(entry.getKey()), Map.Entry::getValue))));
    }

    private static boolean isTrouble(HealthView health) {
        return health.isOutOfUse() || health.state().equals("degraded");
    }

    private Uni<Map<UUID, Ran>> ran(UUID account) {
        return pool.preparedQuery("""
                        select t.id as task, s.execution_time as next, r.*
                        from scan_task t
                        left join scheduled_tasks s
                            on s.task_name = $2 and s.task_instance = t.id::text and s.execution_time < 'infinity'
                        left join lateral (
                            select * from scan_run where task_id = t.id order by started desc, id desc limit 1) r on true
                        where t.account_id = $1 and not t.hidden""").execute(Tuple.of(account, ScanJob.NAME)).map(rows -> {
            Map<UUID, Ran> found = new HashMap<>();
            rows.forEach(row -> found.put(row.getUUID("task"), ran(row)));
            return found;
        });
    }

    private static Ran ran(Row row) {
        return new Ran(
                Optional.ofNullable(row.getOffsetDateTime("next"))
                        .map(at -> at.toInstant())
                        .orElse(null),
                row.getUUID("id") == null ? null : Runs.view(row, List.of()));
    }
}
