package io.mailroom.retention;

import io.mailroom.blob.BlobStore;
import io.mailroom.db.Database;
import io.mailroom.schedule.Job;
import io.quarkus.arc.All;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Removes what collectives do not want to keep any longer. On one replica at a time; what is left goes on in the next run. */
@ApplicationScoped
class RetentionJob implements Job {

    private static final Duration EVERY = Duration.ofHours(1);
    private static final Duration AT_MOST = Duration.ofMinutes(5);
    private static final Duration GO_ON = Duration.ofSeconds(5);

    private final List<Kept> kept;
    private final Periods periods;
    private final RetentionConfig config;
    private final BlobStore blobs;
    private final Database database;
    private final Clock clock;
    private volatile boolean stopping;

    RetentionJob(
            @All List<Kept> kept,
            Periods periods,
            RetentionConfig config,
            BlobStore blobs,
            Database database,
            Clock clock) {
        this.kept = kept;
        this.periods = periods;
        this.config = config;
        this.blobs = blobs;
        this.database = database;
        this.clock = clock;
    }

    /** Before the scheduler waits for its runs: the present batch is the last. */
    void stop(@Observes @Priority(10) ShutdownEvent event) {
        stopping = true;
    }

    @Override
    public String name() {
        return "retention";
    }

    @Override
    public Optional<String> standing() {
        return Optional.of("all");
    }

    @Override
    public Optional<Instant> run(String instance) {
        var pace = new Pace(config.pause(), AT_MOST, () -> stopping);
        var removed = new EnumMap<Kind, Long>(Kind.class);
        // In no order: where there is not time for all, it is not always the same ones that wait.
        for (UUID collective : collectives()) {
            if (pace.isOver()) {
                break;
            }
            var before = periods.before(collective);
            for (var each : kept) {
                var age = before.get(each.kind());
                if (age != null && !pace.isOver()) {
                    removed.merge(each.kind(), each.remove(collective, age, pace), Long::sum);
                }
            }
        }
        blobs.collectSuspects();
        say(removed);
        return Optional.of(clock.instant().plus(pace.isOver() ? GO_ON : EVERY));
    }

    private List<UUID> collectives() {
        return database.query("select id from collective where leaving is null order by random()").stream()
                .map(row -> row.getUUID(0))
                .toList();
    }

    private static void say(Map<Kind, Long> removed) {
        removed.values().removeIf(count -> count == 0);
        if (!removed.isEmpty()) {
            Log.infof(
                    "Removed what is kept no longer: %s",
                    removed.entrySet().stream()
                            .map(entry -> entry.getValue() + " "
                                    + (entry.getValue() == 1
                                            ? entry.getKey().one()
                                            : entry.getKey().many()))
                            .collect(Collectors.joining(", ")));
        }
    }
}
