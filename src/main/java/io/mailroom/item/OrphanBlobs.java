package io.mailroom.item;

import io.mailroom.blob.BlobStore;
import io.mailroom.schedule.Job;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Deletes stored bytes that nothing refers to, such as those of an upload that never became an item. */
@Startup // so that its numbers are there, at zero, before anything happens
@ApplicationScoped
class OrphanBlobs implements Job {

    private static final Duration EVERY = Duration.ofHours(6);
    private static final Duration OLD_ENOUGH = Duration.ofDays(1);

    private final BlobStore blobs;
    private final Clock clock;
    private final Counter swept;

    OrphanBlobs(BlobStore blobs, Clock clock, MeterRegistry metrics) {
        this.blobs = blobs;
        this.clock = clock;
        this.swept = Counter.builder("mailroom.blobs.swept")
                .description("Stored contents that nothing referred to, and were deleted")
                .register(metrics);
    }

    @Override
    public String name() {
        return "orphan-blobs";
    }

    @Override
    public Optional<String> standing() {
        return Optional.of("all");
    }

    @Override
    public Optional<Instant> run(String instance) {
        int deleted = blobs.sweep(clock.instant().minus(OLD_ENOUGH));
        swept.increment(deleted);
        if (deleted > 0) {
            Log.infof("Deleted %d stored contents that nothing referred to", deleted);
        }
        return Optional.of(clock.instant().plus(EVERY));
    }
}
