package io.mailroom.ops;

import io.mailroom.db.EmbeddedDatabase;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.cache.CacheResult;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** How the service is doing: this replica by its metrics, all of them by what they share, the database. */
@ApplicationScoped
class SystemState {

    private final MeterRegistry metrics;
    private final Pool pool;
    private final Clock clock;

    @ConfigProperty(name = EmbeddedDatabase.EMBEDDED, defaultValue = "false")
    boolean embedded;

    @ConfigProperty(name = "quarkus.datasource.jdbc.max-size")
    int jdbcConnections;

    @ConfigProperty(name = "quarkus.datasource.reactive.max-size")
    int reactiveConnections;

    SystemState(MeterRegistry metrics, Pool pool, Clock clock) {
        this.metrics = metrics;
        this.pool = pool;
        this.clock = clock;
    }

    /** Of the process that answers. */
    record Process(
            String uptime,
            String java,
            int processors,
            int cpuPercent,
            long heapUsed,
            long heapMost,
            long smtpBusy,
            long smtpIdle) {}

    record Database(String version, boolean embedded, String schema, long size, long mailSize) {}

    /** Connections to the database that carry this name, of all replicas. */
    record Connected(
            String name, long open, long busy, @Nullable Integer most) {}

    /** @param late how long the oldest of those that are due has been */
    record Queue(
            String name,
            long due,
            long running,
            long failing,
            @Nullable String late,
            @Nullable Instant next) {}

    /** What waits to leave the house. */
    record Waiting(
            long queued,
            long sending,
            @Nullable Instant oldest,
            long copies,
            long notices,
            long deliveries,
            long watched,
            long watching,
            long working,
            long troubled) {}

    record Replica(String name, int capacity, long watches) {}

    /** @param chip how its state is shown */
    record Key(String id, String chip, String state, String detail) {}

    record All(
            Process process,
            Database database,
            List<Connected> pools,
            List<Queue> queues,
            Waiting waiting,
            List<Replica> replicas,
            List<Key> keys,
            @Nullable String lag) {}

    /** Kept for some seconds: however many look on, it is counted once. */
    @CacheResult(cacheName = "system-state")
    Uni<All> all() {
        return Uni.combine()
                .all()
                .unis(database(), pools(), queues(), waiting(), replicas(), keys())
                .usingConcurrencyOf(1)
                .with((database, pools, queues, waiting, replicas, keys) ->
                        new All(process(), database, pools, queues, waiting, replicas, keys, lag(queues)));
    }

    /** They come with the latest first. */
    private static @Nullable String lag(List<Queue> queues) {
        return queues.isEmpty() ? null : queues.getFirst().late();
    }

    private Process process() {
        return new Process(
                Limits.text(Duration.ofSeconds((long) number("process.uptime", "", ""))),
                Runtime.version().toString(),
                Runtime.getRuntime().availableProcessors(),
                (int) Math.round(Math.max(0, number("process.cpu.usage", "", "")) * 100),
                (long) number("jvm.memory.used", "area", "heap"),
                Runtime.getRuntime().maxMemory(),
                (long) number("mailroom.smtp.connections", "state", "busy"),
                (long) number("mailroom.smtp.connections", "state", "idle"));
    }

    /** The sum over all gauges of that name, and of that tag where one is given. */
    private double number(String name, String tag, String value) {
        var found = metrics.find(name);
        return (tag.isEmpty() ? found : found.tag(tag, value))
                .meters().stream()
                        .mapToDouble(meter -> meter instanceof Gauge gauge
                                ? gauge.value()
                                : meter.measure().iterator().next().getValue())
                        .filter(Double::isFinite)
                        .sum();
    }

    private Uni<Database> database() {
        return one(
                """
                select current_setting('server_version') as version, pg_database_size(current_database()) as size,
                    pg_total_relation_size('blob_chunk') + coalesce(
                        (select sum(pg_total_relation_size(relid)) from pg_partition_tree('blob_chunk')
                            where isleaf), 0)::bigint as mail,
                    (select max(version::int) from flyway_schema_history where success and version is not null)::text
                        as schema""",
                Tuple.tuple(),
                row -> new Database(
                        row.getString("version"),
                        embedded,
                        row.getString("schema"),
                        row.getLong("size"),
                        row.getLong("mail")));
    }

    private Uni<List<Connected>> pools() {
        return all("""
                select application_name as name, count(*) as open, count(*) filter (where state <> 'idle') as busy
                from pg_stat_activity where datname = current_database() and backend_type = 'client backend'
                group by application_name order by open desc, name limit 10""", row -> {
            String name = row.getString("name");
            boolean reactive = name.contains("vertx");
            boolean jdbc = name.contains("JDBC");
            return new Connected(
                    reactive
                            ? "Requests and imports"
                            : jdbc ? "Scheduler and mail storage" : name.isEmpty() ? "Others" : name,
                    row.getLong("open"),
                    row.getLong("busy"),
                    reactive ? Integer.valueOf(reactiveConnections) : jdbc ? Integer.valueOf(jdbcConnections) : null);
        });
    }

    /** Those that are late first. */
    private Uni<List<Queue>> queues() {
        return pool.preparedQuery("""
                        select task_name as name, count(*) filter (where due) as due,
                            count(*) filter (where picked) as running,
                            count(*) filter (where consecutive_failures > 0) as failing,
                            min(execution_time) filter (where due) as oldest,
                            min(execution_time) filter (where not picked and not due and execution_time < 'infinity')
                                as next
                        from (select *, not picked and execution_time <= $1 as due from scheduled_tasks) t
                        group by task_name order by oldest nulls last, task_name""")
                .execute(Tuple.of(utc(clock.instant())))
                .map(rows -> rows.stream().map(this::queue).toList());
    }

    private Queue queue(Row row) {
        var oldest = instant(row, "oldest");
        return new Queue(
                row.getString("name"),
                row.getLong("due"),
                row.getLong("running"),
                row.getLong("failing"),
                oldest == null ? null : Limits.text(Duration.between(oldest, clock.instant())),
                instant(row, "next"));
    }

    private Uni<Waiting> waiting() {
        return one(
                """
                select
                    (select count(*) from sent_mail where status = 'queued') as queued,
                    (select count(*) from sent_mail where claimed_until is not null and status = 'sending') as sending,
                    (select min(next_attempt) from sent_mail where status = 'queued' and next_attempt <= $1) as oldest,
                    (select count(*) from sent_copy where next_try is not null) as copies,
                    (select count(*) from notice where next_try is not null) as notices,
                    (select count(*) from webhook_delivery where state = 'pending') as deliveries,
                    (select count(*) from scan_watch) as watched,
                    (select count(*) from scan_watch where owner is not null and error is null) as watching,
                    (select count(*) from connection_health where state = 'ok') as working,
                    (select count(*) from connection_health where state in ('degraded', 'needs-reauth', 'blocked'))
                        as troubled""",
                Tuple.of(utc(clock.instant())),
                row -> new Waiting(
                        row.getLong("queued"),
                        row.getLong("sending"),
                        instant(row, "oldest"),
                        row.getLong("copies"),
                        row.getLong("notices"),
                        row.getLong("deliveries"),
                        row.getLong("watched"),
                        row.getLong("watching"),
                        row.getLong("working"),
                        row.getLong("troubled")));
    }

    private Uni<List<Replica>> replicas() {
        return all(
                """
                select r.id, r.capacity, (select count(*) from scan_watch w where w.owner = r.id) as watches
                from watch_replica r where r.alive_until > now() order by r.id limit 50""",
                row -> new Replica(
                        row.getUUID("id").toString().substring(0, 8),
                        row.getInteger("capacity"),
                        row.getLong("watches")));
    }

    /** Those that are needed, and those that are configured somewhere and not, or not yet. */
    private Uni<List<Key>> keys() {
        return all("""
                with configured as (
                    select distinct unnest(keys) as id from sealing_replica where seen > now() - interval '1 minute'),
                seals as (select id from sealing_key where retired is null order by activated desc, id limit 1)
                select coalesce(k.id, c.id) as id, k.id is not null as used, k.id = s.id as seals, k.retired is not null as retired,
                    k.remaining
                from sealing_key k full join configured c on c.id = k.id left join seals s on true
                where k.retired is null or c.id is not null
                order by 3 desc nulls last, 2 desc, 1""", SystemState::key);
    }

    private static Key key(Row row) {
        String id = row.getString("id");
        var remaining = row.getLong("remaining");
        if (!row.getBoolean("used")) {
            return new Key(id, "waiting", "Waits", "It seals as soon as every replica has it first.");
        }
        if (row.getBoolean("retired")) {
            return new Key(id, "off", "Not needed", "It can be taken out of the configuration.");
        }
        if (row.getBoolean("seals")) {
            return new Key(id, "ok", "Seals", "");
        }
        return new Key(id, "busy", "Being replaced", progress(remaining));
    }

    private static String progress(@Nullable Long remaining) {
        if (remaining == null) {
            return "What it has sealed is being counted.";
        }
        return remaining == 0
                ? "Nothing uses it; it is needed for some minutes more, to be sure."
                : remaining + " values are still to be sealed anew.";
    }

    private <T> Uni<T> one(String sql, Tuple values, Function<Row, T> one) {
        return pool.preparedQuery(sql)
                .execute(values)
                .map(rows -> one.apply(rows.iterator().next()));
    }

    private <T> Uni<List<T>> all(String sql, Function<Row, T> one) {
        return pool.preparedQuery(sql)
                .execute()
                .map(rows -> rows.stream().map(one).toList());
    }

    private static @Nullable Instant instant(Row row, String column) {
        var time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
