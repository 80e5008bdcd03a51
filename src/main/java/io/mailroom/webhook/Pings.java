package io.mailroom.webhook;

import io.mailroom.db.Database;
import io.mailroom.schedule.Jobs;
import io.mailroom.web.Problem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;

/** Lets an admin try a webhook, within reason: each ping is a call to a server of their choice. Blocking. */
@ApplicationScoped
class Pings {

    static final int MOST = 10;

    private static final Duration WITHIN = Duration.ofMinutes(1);

    /** What a ping tells. */
    @RegisterForReflection
    record PingData(String message) {}

    private final Webhooks webhooks;
    private final DeliveryRows rows;
    private final Database database;
    private final Jobs jobs;
    private final Clock clock;

    Pings(Webhooks webhooks, DeliveryRows rows, Database database, Jobs jobs, Clock clock) {
        this.webhooks = webhooks;
        this.rows = rows;
        this.database = database;
        this.jobs = jobs;
        this.clock = clock;
    }

    /** @return the event's id */
    UUID send(UUID collective, UUID webhook) {
        if (rows.pinged(webhook, clock.instant().minus(WITHIN)) >= MOST) {
            throw Problem.tooMany("This webhook was pinged " + MOST + " times within a minute.", WITHIN);
        }
        var event = database.transaction(session -> webhooks.send(
                        session, collective, webhook, EventType.PING, new PingData("Hello from Mailroom.")))
                .orElseThrow(() -> Problem.conflict("This webhook is switched off, or too much waits for it already."));
        jobs.wake();
        return event;
    }
}
