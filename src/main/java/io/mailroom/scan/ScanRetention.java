package io.mailroom.scan;

import io.mailroom.db.Database;
import io.mailroom.schedule.Job;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** Deletes what nobody will look at any more: start-once settings that were never saved. */
@ApplicationScoped
class ScanRetention implements Job {

    private static final Duration EVERY = Duration.ofHours(1);

    private final ScanConfig config;
    private final Database database;
    private final Clock clock;

    ScanRetention(ScanConfig config, Database database, Clock clock) {
        this.config = config;
        this.database = database;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "scan-retention";
    }

    @Override
    public Optional<String> standing() {
        return Optional.of("all");
    }

    @Override
    public Optional<Instant> run(String instance) {
        database.update("""
                delete from scan_task t where hidden and created < $1
                and not exists (select from scan_run r where r.runs = t.id and r.state = 'running')""", before(config.keepUnsaved()));
        return Optional.of(clock.instant().plus(EVERY));
    }

    private OffsetDateTime before(Duration age) {
        return clock.instant().minus(age).atOffset(ZoneOffset.UTC);
    }
}
