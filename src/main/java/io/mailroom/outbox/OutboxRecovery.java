package io.mailroom.outbox;

import io.mailroom.db.EmbeddedDatabase;
import io.mailroom.schedule.Job;
import io.mailroom.schedule.Jobs;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Takes up the mails that a process has left behind when it died, and ends what nobody can go on with. */
@ApplicationScoped
class OutboxRecovery implements Job {

    private static final Duration EVERY = Duration.ofSeconds(20);

    private final OutboxRows rows;
    private final SentCopies copies;
    private final Jobs jobs;
    private final Clock clock;

    @ConfigProperty(name = EmbeddedDatabase.EMBEDDED, defaultValue = "false")
    boolean onlyReplica;

    OutboxRecovery(OutboxRows rows, SentCopies copies, Jobs jobs, Clock clock) {
        this.rows = rows;
        this.copies = copies;
        this.jobs = jobs;
        this.clock = clock;
    }

    /** Before the scheduler, which then finds what is due. */
    void start(@Observes @Priority(9_000) StartupEvent event) {
        if (onlyReplica) {
            rows.forgetClaims(); // whoever held them was killed, so nothing is gained by waiting for them to run out
            recover();
        }
    }

    @Override
    public String name() {
        return "outbox-recovery";
    }

    @Override
    public Optional<Instant> run(String instance) {
        recover();
        jobs.wake();
        return Optional.of(clock.instant().plus(EVERY));
    }

    private void recover() {
        int lost = rows.recover();
        if (lost > 0) {
            Log.warnf(
                    "%d mails were at their server when a process of Mailroom died: they may have been delivered",
                    lost);
        }
        copies.endWithoutSetting();
    }

    @Override
    public Optional<String> standing() {
        return Optional.of("all");
    }
}
