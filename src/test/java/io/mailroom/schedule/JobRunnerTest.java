package io.mailroom.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agroal.api.AgroalDataSource;
import io.mailroom.db.Database;
import io.mailroom.db.Transactions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class JobRunnerTest {

    private static final String JOB = "test-job";
    private static final Duration OFTEN = Duration.ofMillis(50);

    @Inject
    AgroalDataSource dataSource;

    @Inject
    Database database;

    @Inject
    Transactions transactions;

    @Inject
    JobRows rows;

    private final List<JobRunner> runners = new ArrayList<>();
    private final Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();

    /** A job of this test's making, known to no bean. */
    private record TestJob(Function<String, Optional<Instant>> work, Optional<String> standing) implements Job {
        @Override
        public String name() {
            return JOB;
        }

        @Override
        public Optional<Instant> run(String instance) {
            return work.apply(instance);
        }
    }

    private record Config(Duration poll, Duration grace) implements ScheduleConfig {
        @Override
        public boolean enabled() {
            return true;
        }

        @Override
        public Duration heartbeat() {
            return Duration.ofSeconds(10);
        }

        @Override
        public int concurrency() {
            return 8;
        }
    }

    @BeforeEach
    void empty() {
        database.update("delete from scheduled_tasks");
    }

    @AfterEach
    void stop() {
        runners.forEach(JobRunner::stop);
        database.update("delete from scheduled_tasks");
    }

    private Jobs started(Duration poll, Function<String, Optional<Instant>> work) {
        return started(new Config(poll, Duration.ofSeconds(10)), new TestJob(counted(work), Optional.empty()));
    }

    private Jobs started(Config config, Job job) {
        var runner = new JobRunner(
                List.of(job), dataSource, rows, new Runs(new SimpleMeterRegistry()), config, Clock.systemUTC());
        runners.add(runner);
        runner.start(new StartupEvent());
        return new Jobs(runner, Clock.systemUTC());
    }

    private Function<String, Optional<Instant>> counted(Function<String, Optional<Instant>> work) {
        return instance -> {
            runs.computeIfAbsent(instance, any -> new AtomicInteger()).incrementAndGet();
            return work.apply(instance);
        };
    }

    private int runs(String instance) {
        return runs.getOrDefault(instance, new AtomicInteger()).get();
    }

    private void committed(Supplier<Uni<Void>> act) {
        transactions.await(act);
    }

    private boolean gone(String instance) {
        return database.query("select 1 from scheduled_tasks where task_instance = $1", instance)
                .isEmpty();
    }

    private Instant due(String instance) {
        return database.query("select execution_time from scheduled_tasks where task_instance = $1", instance)
                .getFirst()
                .getOffsetDateTime(0)
                .toInstant();
    }

    private boolean held(String instance) {
        return !database.query("select 1 from scheduled_tasks where task_instance = $1 and picked", instance)
                .isEmpty();
    }

    private static void acquire(Semaphore semaphore) {
        try {
            if (!semaphore.tryAcquire(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody let go");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void removedJobShouldLeaveNoRowAndNoErrorWhenItWasRunning() {
        var began = new Semaphore(0);
        var mayEnd = new Semaphore(0);
        var jobs = started(OFTEN, instance -> {
            began.release();
            acquire(mayEnd);
            return Optional.of(Instant.now().plusSeconds(60));
        });
        var errors = new Complaints();
        try (errors) {
            committed(() -> jobs.put(JOB, "a", Instant.now()));
            acquire(began);

            committed(() -> jobs.remove(JOB, "a"));
            mayEnd.release();

            await().until(() -> gone("a"));
            committed(() -> jobs.put(JOB, "b", Instant.now()));
            acquire(began);
            mayEnd.release();
            await().until(() -> !held("b"));
        }
        assertThat(errors.heard).isEmpty();
    }

    /** What db-scheduler and we have to say that a human should hear. */
    private static final class Complaints extends Handler implements AutoCloseable {
        private final List<String> heard = new CopyOnWriteArrayList<>();
        private final Logger root = Logger.getLogger("");

        private Complaints() {
            root.addHandler(this);
        }

        @Override
        public void publish(LogRecord record) {
            if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
                heard.add(record.getLoggerName() + ": " + record.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            root.removeHandler(this);
        }
    }

    @Test
    void jobThatFailedShouldRunAtOnceWhenAskedForMeanwhile() {
        var began = new Semaphore(0);
        var mayEnd = new Semaphore(0);
        var jobs = started(OFTEN, instance -> {
            began.release();
            acquire(mayEnd);
            if (runs(instance) == 1) {
                throw new IllegalStateException("this is a test");
            }
            return Optional.empty();
        });
        committed(() -> jobs.put(JOB, "a", Instant.now()));
        acquire(began);

        committed(() -> jobs.runNow(JOB, "a"));
        mayEnd.release(2);

        await().until(() -> runs("a") == 2 && gone("a"));
    }

    @Test
    void stopShouldWaitForRunningJobs() {
        var began = new Semaphore(0);
        var ended = new AtomicInteger();
        var jobs = started(OFTEN, instance -> {
            began.release();
            var pause = new CountDownLatch(1);
            try {
                pause.await(300, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted", e);
            }
            ended.incrementAndGet();
            return Optional.empty();
        });
        committed(() -> jobs.put(JOB, "a", Instant.now()));
        acquire(began);

        runners.getFirst().stop();

        assertThat(ended).hasValue(1);
        assertThat(gone("a")).isTrue();
    }

    @Test
    void stopShouldNotWaitForEverAndGiveTheJobBack() {
        var began = new Semaphore(0);
        var never = new Semaphore(0);
        var jobs = started(
                new Config(OFTEN, Duration.ofMillis(300)),
                new TestJob(
                        instance -> {
                            began.release();
                            acquire(never);
                            return Optional.empty();
                        },
                        Optional.empty()));
        committed(() -> jobs.put(JOB, "a", Instant.now()));
        acquire(began);

        long before = System.nanoTime();
        runners.getFirst().stop();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(15));
        await().until(() -> !held("a"));
        assertThat(due("a")).isBeforeOrEqualTo(Instant.now());
    }

    @Test
    void standingJobShouldBeScheduledAtTheFirstStartOnly() {
        var next = Instant.now().plusSeconds(3600);
        var job = new TestJob(counted(instance -> Optional.of(next)), Optional.of("standing"));
        started(new Config(OFTEN, Duration.ofSeconds(10)), job);
        await().until(() -> runs("standing") == 1 && !held("standing"));

        started(new Config(OFTEN, Duration.ofSeconds(10)), job);

        assertThat(due("standing").toEpochMilli()).isEqualTo(next.toEpochMilli());
    }
}
