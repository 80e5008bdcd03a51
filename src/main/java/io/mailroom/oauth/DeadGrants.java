package io.mailroom.oauth;

import io.mailroom.health.Connections;
import io.mailroom.schedule.Job;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Tells of grants that were found to be good for nothing while nobody was logging in with them: kept alive in vain, or by
 * somebody who waited no longer, or died before saying so.
 */
@ApplicationScoped
class DeadGrants implements Job {

    static final String NAME = "oauth-dead-grants";
    static final String INSTANCE = "all";

    /** Whoever is about to log in says it, and of which connection. */
    static final Duration SOON = Duration.ofMinutes(1);

    /** {@link TokenRows} has it run; this is for settings that were given such a grant afterwards. */
    private static final Duration EVERY = Duration.ofHours(1);

    private final Connections connections;
    private final Clock clock;

    DeadGrants(Connections connections, Clock clock) {
        this.connections = connections;
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<String> standing() {
        return Optional.of(INSTANCE);
    }

    @Override
    public Optional<Instant> run(String instance) {
        connections.findUnauthorised();
        return Optional.of(clock.instant().plus(EVERY));
    }
}
