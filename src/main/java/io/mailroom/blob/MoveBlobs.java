package io.mailroom.blob;

import io.mailroom.db.Database;
import io.mailroom.schedule.Job;
import io.mailroom.schedule.Jobs;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Moves all blobs that are not where they would be stored now, where that is asked for. On one replica at a time. */
@ApplicationScoped
class MoveBlobs implements Job {

    private static final Duration LOOK_AGAIN = Duration.ofMinutes(10);
    private static final Duration SAY_AGAIN = Duration.ofMinutes(1);
    private static final Duration TRY_AGAIN = Duration.ofMinutes(1);

    private final BlobMover mover;
    private final BlobConfig config;
    private final Database database;
    private final Jobs jobs;
    private final Clock clock;
    private volatile boolean stopping;

    MoveBlobs(BlobMover mover, BlobConfig config, Database database, Jobs jobs, Clock clock) {
        this.mover = mover;
        this.config = config;
        this.database = database;
        this.jobs = jobs;
        this.clock = clock;
    }

    /** Whoever has changed the configuration is not to wait for the next look. */
    void start(@Observes StartupEvent event) {
        if (config.move()) {
            database.inTransaction(tx -> jobs.runBy(tx, name(), "all", clock.instant()));
        }
    }

    /** Before the scheduler waits for its runs: the present blob is the last, and the next start goes on. */
    void stop(@Observes @Priority(10) ShutdownEvent event) {
        stopping = true;
    }

    @Override
    public String name() {
        return "move-blobs";
    }

    @Override
    public Optional<String> standing() {
        return Optional.of("all");
    }

    @Override
    public Optional<Instant> run(String instance) {
        if (!config.move()) {
            return Optional.of(clock.instant().plus(LOOK_AGAIN));
        }
        try {
            return Optional.of(clock.instant().plus(moveAll() ? LOOK_AGAIN : Duration.ZERO));
        } catch (BlobsUnavailable e) {
            Log.warnf("Moving blobs pauses for %d s: %s", TRY_AGAIN.toSeconds(), e.getMessage());
            return Optional.of(clock.instant().plus(TRY_AGAIN));
        }
    }

    /** False when it has to stop before the end. */
    private boolean moveAll() {
        var left = mover.left();
        if (left.blobs() == 0) {
            return true;
        }
        Log.infof("Moving %d blobs (%d MB) to %s", left.blobs(), left.bytes() >> 20, config.store());
        long blobs = 0;
        long bytes = 0;
        var began = clock.instant();
        var said = began;
        for (var some = mover.after(new byte[0]);
                !some.isEmpty();
                some = mover.after(some.getLast().hash())) {
            for (var one : some) {
                if (stopping) {
                    return false;
                }
                if (moves(one)) {
                    blobs++;
                    bytes += one.size();
                }
                if (Duration.between(said, clock.instant()).compareTo(SAY_AGAIN) > 0) {
                    said = clock.instant();
                    Log.infof(
                            "Moved %d of %d blobs (%d of %d MB)", blobs, left.blobs(), bytes >> 20, left.bytes() >> 20);
                }
            }
        }
        Log.infof(
                "Moved %d blobs (%d MB) to %s in %d s; their old copies are deleted in a day",
                blobs,
                bytes >> 20,
                config.store(),
                Duration.between(began, clock.instant()).toSeconds());
        return true;
    }

    /** One that is damaged stays where it is, and the others do not wait for it. */
    private boolean moves(BlobMover.Misplaced one) {
        try {
            return mover.move(one);
        } catch (IllegalStateException | UncheckedIOException e) {
            Log.errorf(e, "The blob %s was not moved", StoredObject.hex(one.hash()));
            return false;
        }
    }
}
