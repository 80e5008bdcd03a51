package io.mailroom.outbox;

import io.mailroom.db.Transactions;
import io.mailroom.health.Connection;
import io.mailroom.health.Connections;
import io.mailroom.health.Occasion;
import io.mailroom.schedule.Job;
import io.mailroom.settings.MailServers;
import io.mailroom.settings.MailServers.Smtp;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Sends what is due over one SMTP setting. Blocking; runs on a virtual thread, on one replica at a time. */
@ApplicationScoped
class OutboxJob implements Job {

    static final String NAME = "outbox";

    /** Then it is somebody else's turn, if somebody waits. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** Whoever changes the settings wakes the outbox; this is for what nobody thought of. */
    static final Duration LOOK_AGAIN = Duration.ofHours(1);

    private final OutboxRows rows;
    private final Connections connections;
    private final Attempts attempts;
    private final MailServers servers;
    private final Transactions transactions;
    private final SendConfig config;
    private final Clock clock;
    private volatile boolean stopping;

    OutboxJob(
            OutboxRows rows,
            Connections connections,
            Attempts attempts,
            MailServers servers,
            Transactions transactions,
            SendConfig config,
            Clock clock) {
        this.rows = rows;
        this.connections = connections;
        this.attempts = attempts;
        this.servers = servers;
        this.transactions = transactions;
        this.config = config;
        this.clock = clock;
    }

    /** Before the scheduler waits for its runs: they end with the mails that they have in hand. */
    void stop(@Observes @Priority(10) ShutdownEvent event) {
        stopping = true;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Instant> run(String instance) {
        var smtp = UUID.fromString(instance);
        rows.giveUp(smtp);
        var setting = rows.owner(smtp).flatMap(owner -> setting(owner, smtp));
        if (setting.isEmpty()) {
            return Optional.empty(); // nothing waits any more
        }
        var refusal = connections.refusal(Connection.smtp(smtp), Occasion.SCHEDULED);
        if (refusal.isPresent()) {
            return refusal.get().at().or(() -> Optional.of(clock.instant().plus(LOOK_AGAIN)));
        }
        var end = clock.instant().plus(LONGEST);
        var drain = new Drain(
                rows, attempts, setting.get(), () -> stopping || clock.instant().isAfter(end));
        var pause = drain.run(config.perSetting());
        return rows.next(smtp).map(next -> pause.filter(next::isBefore).orElse(next));
    }

    private Optional<Smtp> setting(UUID owner, UUID smtp) {
        return transactions.read(() -> servers.smtp(owner, smtp));
    }
}
