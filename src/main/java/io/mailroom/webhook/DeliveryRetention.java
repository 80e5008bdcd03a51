package io.mailroom.webhook;

import io.mailroom.schedule.Job;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Deletes deliveries that nobody will look at any more. */
@ApplicationScoped
class DeliveryRetention implements Job {

    private static final Duration EVERY = Duration.ofHours(1);

    private final DeliveryRows rows;
    private final WebhookConfig config;
    private final Clock clock;

    DeliveryRetention(DeliveryRows rows, WebhookConfig config, Clock clock) {
        this.rows = rows;
        this.config = config;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "webhook-retention";
    }

    @Override
    public Optional<String> standing() {
        return Optional.of("all");
    }

    @Override
    public Optional<Instant> run(String instance) {
        var now = clock.instant();
        rows.forget(now.minus(config.keep()));
        return Optional.of(now.plus(EVERY));
    }
}
