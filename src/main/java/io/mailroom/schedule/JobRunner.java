package io.mailroom.schedule;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.agroal.api.AgroalDataSource;
import io.mailroom.db.EmbeddedDatabase;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Runs jobs with db-scheduler: each due instance on exactly one replica, and on another one within a minute when that one
 * dies.
 */
@ApplicationScoped
class JobRunner {

    private static final int MISSED_HEARTBEATS = 4;
    private static final Duration FIRST_RETRY = Duration.ofSeconds(5);
    private static final Duration LAST_RETRY = Duration.ofMinutes(10);
    private static final Duration DATABASE_RETRY = Duration.ofMillis(500);

    private final List<Job> jobs;
    private final AgroalDataSource dataSource;
    private final JobRows rows;
    private final Runs runs;
    private final ScheduleConfig config;
    private final Clock clock;

    @ConfigProperty(name = EmbeddedDatabase.EMBEDDED, defaultValue = "false")
    boolean onlyReplica;

    private volatile @Nullable Scheduler scheduler;
    private volatile boolean stopping;

    JobRunner(
            @All List<Job> jobs,
            AgroalDataSource dataSource,
            JobRows rows,
            Runs runs,
            ScheduleConfig config,
            Clock clock) {
        this.jobs = jobs;
        this.dataSource = dataSource;
        this.rows = rows;
        this.runs = runs;
        jobs.forEach(runs::expect);
        this.config = config;
        this.clock = clock;
    }

    /** Last of all, when the rest of the service is ready. */
    void start(@Observes @Priority(10_000) StartupEvent event) {
        if (config.enabled()) {
            if (onlyReplica) {
                rows.reviveAll(); // whoever held these was killed, so nothing is gained by waiting for heartbeats
            }
            jobs.forEach(job -> job.standing().ifPresent(instance -> rows.addOnce(job.name(), instance)));
            start();
        }
    }

    void start() {
        var tasks = new ArrayList<Task<?>>();
        jobs.forEach(job -> tasks.add(task(job)));
        var started = Scheduler.create(dataSource, tasks)
                .schedulerName(new SchedulerName.Fixed(UUID.randomUUID().toString()))
                .clock(clock::instant)
                .serializer(new NoData())
                .executorService(Executors.newVirtualThreadPerTaskExecutor())
                .threads(config.concurrency())
                // No queue on this replica (1.0): with virtual threads whatever is taken runs at once.
                .pollUsingLockAndFetch(0.5, 1.0)
                .pollingInterval(config.poll())
                .heartbeatInterval(config.heartbeat())
                .missedHeartbeatsLimit(MISSED_HEARTBEATS)
                .shutdownMaxWait(config.grace())
                .failureLogging(LogLevel.ERROR, true)
                .build();
        stopping = false;
        started.start();
        scheduler = started;
    }

    /** While database and pools are still there. */
    void stop(@Observes @Priority(100) ShutdownEvent event) {
        stop();
    }

    void stop() {
        Scheduler running = scheduler;
        if (running != null) {
            scheduler = null;
            stopping = true;
            running.stop();
        }
    }

    void wake() {
        Scheduler running = scheduler;
        if (running != null) {
            running.triggerCheckForDueExecutions();
        }
    }

    private Task<Void> task(Job job) {
        return Tasks.custom(job.name(), Void.class)
                .onDeadExecution((complete, operations) -> rows.revive(complete.getExecution()))
                .onFailure((complete, operations) -> failed(complete))
                .execute((instance, context) -> {
                    rows.begin(context.getExecution());
                    var next = runs.run(job, instance.getId());
                    return (complete, operations) -> {
                        giveBack(() -> rows.release(complete.getExecution(), next, false));
                        wake();
                        next.ifPresent(this::wakeAt);
                    };
                });
    }

    /** A job that wants to go on before the next poll does not wait for that. */
    private void wakeAt(Instant at) {
        var wait = Duration.between(clock.instant(), at);
        if (wait.isPositive() && wait.compareTo(config.poll()) < 0) {
            Thread.ofVirtual().name("wake").start(() -> {
                try {
                    Thread.sleep(wait);
                    wake();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }

    private void failed(ExecutionComplete complete) {
        var execution = complete.getExecution();
        if (stopping) {
            boolean interrupted = Thread.interrupted(); // or the row could not be given back
            rows.release(execution, Optional.of(clock.instant()), !interrupted);
        } else {
            var delay = backOff(execution.consecutiveFailures);
            giveBack(() -> rows.release(execution, Optional.of(clock.instant().plus(delay)), true));
        }
    }

    /**
     * A database that was killed is back in seconds, and a row that it could not take would be waited for until its heartbeats
     * are missing. Beyond that time it is somebody else's.
     */
    private void giveBack(Runnable release) {
        var deadline = clock.instant().plus(config.heartbeat().multipliedBy(MISSED_HEARTBEATS));
        while (true) {
            try {
                release.run();
                return;
            } catch (RuntimeException e) {
                if (stopping || clock.instant().isAfter(deadline)) {
                    throw e;
                }
                pause(e);
            }
        }
    }

    private static void pause(RuntimeException cause) {
        try {
            Thread.sleep(DATABASE_RETRY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cause;
        }
    }

    /** 5 s, 10 s, 20 s ... 10 min. */
    static Duration backOff(int failuresBefore) {
        var delay = FIRST_RETRY.multipliedBy(1L << Math.min(failuresBefore, 10));
        return delay.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : delay;
    }
}
