package io.mailroom.item;

import io.mailroom.blob.BlobStore;
import io.mailroom.schedule.Job;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Deletes stored bytes that nothing refers to, such as those of an upload that never became an item. */
@ApplicationScoped
class OrphanBlobs implements Job {

    private static final Duration EVERY = Duration.ofHours(6);
    private static final Duration OLD_ENOUGH = Duration.ofDays(1);

    private final BlobStore blobs;
    private final Clock clock;

    OrphanBlobs(BlobStore blobs, Clock clock) {
        this.blobs = blobs;
        this.clock = clock;
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
        if (deleted > 0) {
            Log.infof("Deleted %d stored contents that nothing referred to", deleted);
        }
        return Optional.of(clock.instant().plus(EVERY));
    }
}
