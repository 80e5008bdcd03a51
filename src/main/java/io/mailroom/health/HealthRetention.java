package io.mailroom.health;

import io.mailroom.db.Database;
import io.mailroom.schedule.Job;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** Deletes the history of connections that nobody will look at any more. */
@ApplicationScoped
class HealthRetention implements Job {

    private static final Duration EVERY = Duration.ofHours(1);

    private final HealthConfig config;
    private final Database database;
    private final Clock clock;

    HealthRetention(HealthConfig config, Database database, Clock clock) {
        this.config = config;
        this.database = database;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "health-retention";
    }

    @Override
    public Optional<String> standing() {
        return Optional.of("all");
    }

    @Override
    public Optional<Instant> run(String instance) {
        var now = clock.instant();
        database.update(
                "delete from connection_change where changed < $1",
                now.minus(config.keepHistory()).atOffset(ZoneOffset.UTC));
        return Optional.of(now.plus(EVERY));
    }
}
