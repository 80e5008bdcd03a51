package io.mailroom.watch;

import io.mailroom.db.EmbeddedDatabase;
import io.mailroom.health.Connections;
import io.mailroom.scan.PushTasks;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Keeps the watches of this replica, from its start to its end. */
@ApplicationScoped
class WatchKeeper {

    private interface Step {
        void run() throws InterruptedException;
    }

    private static final Duration GOODBYE = Duration.ofSeconds(10);

    private final WatchRows rows;
    private final WatchConfig config;
    private final Round round;
    private final List<Thread> threads = new ArrayList<>();
    private boolean failing;
    private volatile boolean stopping;

    @ConfigProperty(name = EmbeddedDatabase.EMBEDDED, defaultValue = "false")
    boolean onlyReplica;

    WatchKeeper(
            WatchRows rows,
            PushTasks tasks,
            Connections health,
            WatchConfig config,
            Clock clock,
            MeterRegistry metrics) {
        this.rows = rows;
        this.config = config;
        round = new Round(rows, new Means(tasks, health, config, clock));
        Gauge.builder("mailroom.watches.running", round, Round::running)
                .description("Tasks whose mailboxes this replica watches")
                .register(metrics);
        Gauge.builder("mailroom.watches.max", config, WatchConfig::tasks)
                .description("Tasks that this replica takes at most")
                .register(metrics);
    }

    /** Last of all, when the rest of the service is ready. */
    void start(@Observes @Priority(10_000) StartupEvent event) {
        if (config.enabled()) {
            stopping = false;
            if (onlyReplica) {
                rows.retireAll(); // nothing is gained by waiting until its lease has run out
            }
            threads.add(every(config.tick(), "watch-keeper", this::look));
            threads.add(every(config.lease().dividedBy(20), "watch-lease", round::stopIfLate));
        }
    }

    /** Before the scheduler is stopped: nobody is to be woken any more. */
    void stop(@Observes @Priority(5) ShutdownEvent event) {
        if (threads.isEmpty()) {
            return;
        }
        stopping = true;
        threads.forEach(Thread::interrupt);
        try {
            for (var thread : threads) {
                thread.join(GOODBYE);
            }
            round.end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            Log.warnf(e, "Watched mailboxes could not be handed over; other replicas take them when the lease is over");
        } finally {
            threads.clear();
        }
    }

    private void look() throws InterruptedException {
        try {
            round.run();
            if (failing) {
                Log.info("Mailboxes are watched again");
            }
            failing = false;
        } catch (RuntimeException e) {
            if (!failing && !stopping) {
                Log.warnf(e, "Mailboxes cannot be watched as they should; it is tried again every %s", config.tick());
            }
            failing = true;
        }
    }

    private Thread every(Duration pause, String name, Step step) {
        return Thread.ofVirtual().name(name).start(() -> {
            try {
                while (!stopping) {
                    step.run();
                    Thread.sleep(pause);
                }
            } catch (InterruptedException end) {
                // the service is being stopped
            }
        });
    }
}
