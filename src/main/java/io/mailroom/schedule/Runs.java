package io.mailroom.schedule;

import io.mailroom.web.InLog;
import io.mailroom.web.Traced;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What an operator sees of jobs on this replica: how long they take, how they end, and whose lines those in the log are. */
@ApplicationScoped
class Runs {

    private static final Duration[] STEPS = {
        Duration.ofMillis(20),
        Duration.ofMillis(100),
        Duration.ofSeconds(1),
        Duration.ofSeconds(10),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(15)
    };

    private final MeterRegistry registry;
    private final Map<String, AtomicInteger> running = new ConcurrentHashMap<>();

    Runs(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Names of jobs are ours, and few; their instances are not, and go to the log only. */
    Optional<Instant> run(Job job, String instance) {
        long began = System.nanoTime();
        var outcome = "failed";
        running(job.name()).incrementAndGet();
        try (var _ = InLog.with("job", job.name()).and("instance", instance)) {
            var next = Traced.act("job " + job.name(), "instance", instance, () -> job.run(instance));
            outcome = "completed";
            return next;
        } finally {
            running(job.name()).decrementAndGet();
            runs(job.name(), outcome).record(Duration.ofNanos(System.nanoTime() - began));
        }
    }

    /** Their numbers are there, at zero, before they run. */
    void expect(Job job) {
        running(job.name());
        runs(job.name(), "completed");
        runs(job.name(), "failed");
    }

    private Timer runs(String job, String outcome) {
        return Timer.builder("mailroom.job.run")
                .description("Runs of jobs")
                .tag("job", job)
                .tag("outcome", outcome)
                .serviceLevelObjectives(STEPS)
                .register(registry);
    }

    private AtomicInteger running(String job) {
        return running.computeIfAbsent(job, name -> {
            var number = new AtomicInteger();
            Gauge.builder("mailroom.jobs.running", number, AtomicInteger::get)
                    .description("Runs of jobs on this replica")
                    .tag("job", name)
                    .register(registry);
            return number;
        });
    }
}
