package io.mailroom.ops;

import io.mailroom.db.Database;
import io.mailroom.health.State;
import io.mailroom.schedule.Job;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.logging.Log;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What all replicas share and every one of them tells alike: what waits in the database, and for how long. One statement for
 * all of it, at most twice a minute and only while somebody asks; nobody who asks for metrics waits for the database. Until it
 * has answered, and when it has not for a while, there is no number rather than a wrong one.
 */
@Startup
@Singleton
class SharedNumbers {

    private static final long GOOD_FOR = Duration.ofSeconds(30).toNanos();
    private static final long TOO_OLD = Duration.ofMinutes(5).toNanos();

    /** Each by an index that holds nothing else, or over tables that are small. */
    private static final String NUMBERS = """
            with outbox as (select next_attempt as due, attempts from sent_mail where status = 'queued'),
            copies as (select next_try as due from sent_copy where next_try is not null),
            notices as (select next_try as due from notice where next_try is not null),
            webhooks as (select d.next_attempt as due from webhook_delivery d join webhook w on w.id = d.webhook_id
                where d.state = 'pending' and w.enabled),
            handovers as (select h.next_attempt as due from handover h join destination d on d.id = h.destination_id
                where h.state = 'pending' and d.paused is null),
            jobs as (select task_name as job, execution_time as due from scheduled_tasks
                where execution_time <= $1 and not picked),
            queues as (
                select 'outbox' as queue, due from outbox union all
                select 'sent-copies', due from copies union all
                select 'notices', due from notices union all
                select 'webhooks', due from webhooks union all
                select 'handovers', due from handovers)
            select 'queue.waiting' as number, queue as of, count(*)::float8 as value from queues group by queue
            union all
            select 'queue.due', queue, count(*) filter (where due <= $1) from queues group by queue
            union all
            select 'queue.lag', queue, extract(epoch from $1 - min(due)) from queues where due <= $1 group by queue
            union all
            select 'jobs.due', job, count(*) from jobs group by job
            union all
            select 'jobs.lag', job, extract(epoch from $1 - min(due)) from jobs group by job
            union all
            select 'jobs.failing', task_name, count(*) from scheduled_tasks where consecutive_failures > 0 group by task_name
            union all
            select 'outbox.mails', 'queued', count(*) filter (where attempts = 0) from outbox
            union all
            select 'outbox.mails', 'deferred', count(*) filter (where attempts > 0) from outbox
            union all
            select 'outbox.mails', 'sending', count(*) from sent_mail
                where claimed_until is not null and status = 'sending'
            union all
            select 'outbox.mails', 'unknown', count(*) from sent_mail where status = 'unknown'
            union all
            select 'connections', state, count(*) from connection_health group by state
            union all
            select 'grants', state, count(*) from oauth_grant group by state
            union all
            select 'watches', case when owner is null then 'waiting' when error is null then 'watched' else 'failing' end,
                count(*) from scan_watch group by 2
            union all
            select 'replicas', '', count(*) from watch_replica where alive_until > now()
            union all
            select 'database.size', '', pg_database_size(current_database())
            union all
            select 'blobs.size', '', pg_total_relation_size('blob_chunk') + coalesce(
                (select sum(pg_total_relation_size(relid)) from pg_partition_tree('blob_chunk') where isleaf), 0)::bigint""";

    private static final List<String> QUEUES = List.of("outbox", "sent-copies", "notices", "webhooks", "handovers");

    private record Number(String name, String of) {}

    private final MeterRegistry registry;
    private final Database database;
    private final Clock clock;
    private final AtomicBoolean counting = new AtomicBoolean();
    private volatile @Nullable Map<Number, Double> numbers;
    private volatile long counted = System.nanoTime() - GOOD_FOR;
    private volatile long succeeded = System.nanoTime();

    SharedNumbers(MeterRegistry registry, Database database, @All List<Job> jobs, Clock clock) {
        this.registry = registry;
        this.database = database;
        this.clock = clock;
        QUEUES.forEach(this::queue);
        jobs.stream().map(Job::name).forEach(this::job);
        for (var state : List.of("queued", "deferred", "sending", "unknown")) {
            gauge("outbox.mails", "Mails that have not left the house, or of which nobody knows", "state", state);
        }
        for (var state : State.values()) {
            gauge("connections", "Connections of users, by how they are doing", "state", state.word());
        }
        for (var state : List.of("active", "needs-reauth")) {
            gauge("grants", "OAuth grants of users", "state", state);
        }
        for (var state : List.of("watched", "failing", "waiting")) {
            gauge("watches", "Tasks whose mailboxes are to be watched", "state", state);
        }
        gauge("replicas", "Replicas that watch mailboxes and are alive", "", "");
        bytes("database.size", "The whole database");
        bytes("blobs.size", "Mail and attachments in the database");
        Gauge.builder("mailroom.shared.age", this, SharedNumbers::age)
                .description("How old those numbers are that all replicas share")
                .baseUnit("seconds")
                .register(registry);
    }

    private void queue(String queue) {
        gauge("queue.waiting", "What waits in a queue", "queue", queue);
        gauge("queue.due", "What waits in a queue although its time has come", "queue", queue);
        lag("queue.lag", "How long the oldest of what is due has been due", "queue", queue);
    }

    private void job(String job) {
        gauge("jobs.due", "Instances of jobs whose time has come and that nobody runs yet", "job", job);
        gauge("jobs.failing", "Instances of jobs whose last run failed", "job", job);
        lag("jobs.lag", "How long the oldest of what is due has been due", "job", job);
    }

    private void gauge(String name, String description, String tag, String of) {
        describe(name, description, tag, of).register(registry);
    }

    private void lag(String name, String description, String tag, String of) {
        describe(name, description, tag, of).baseUnit("seconds").register(registry);
    }

    private void bytes(String name, String description) {
        describe(name, description, "", "").baseUnit("bytes").register(registry);
    }

    private Gauge.Builder<SharedNumbers> describe(String name, String description, String tag, String of) {
        var number = new Number(name, of);
        var gauge = Gauge.builder("mailroom." + name, this, shared -> shared.value(number))
                .description(description);
        return tag.isEmpty() ? gauge : gauge.tag(tag, of);
    }

    private double value(Number number) {
        if (System.nanoTime() - counted >= GOOD_FOR && counting.compareAndSet(false, true)) {
            Thread.ofVirtual().name("shared-numbers").start(this::count);
        }
        var known = numbers;
        return known == null || System.nanoTime() - succeeded > TOO_OLD ? Double.NaN : known.getOrDefault(number, 0.0);
    }

    private double age() {
        return (System.nanoTime() - succeeded) / 1e9;
    }

    private void count() {
        try {
            var fresh = new HashMap<Number, Double>();
            database.query(NUMBERS, clock.instant().atOffset(ZoneOffset.UTC))
                    .forEach(row -> fresh.put(
                            new Number(row.getString(0), row.getString(1)),
                            Objects.requireNonNullElse(row.getDouble(2), 0.0)));
            numbers = Map.copyOf(fresh);
            succeeded = System.nanoTime();
        } catch (RuntimeException e) { // it is tried again in half a minute, and the age of the numbers tells
            Log.debugf(e, "What waits in the database could not be counted");
        } finally {
            counted = System.nanoTime();
            counting.set(false);
        }
    }
}
