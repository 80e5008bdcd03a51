package io.mailroom.secret;

import io.mailroom.schedule.Job;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Seals anew what former keys have sealed, and says when one of them can be taken out of the configuration. What is still to be
 * done is seen from the values themselves, so it goes on wherever it was interrupted.
 */
@ApplicationScoped
class Resealing implements Job {

    static final String NAME = "reseal";
    static final String INSTANCE = "all";

    /** Nothing is in hand for longer: whoever has read a value to change its row's name writes it back within this time. */
    static final Duration SETTLED = Duration.ofMinutes(5);

    /** A replica sees within this time that another key seals. */
    private static final Duration SOON = Duration.ofSeconds(10);

    private static final Duration AGAIN = Duration.ofMinutes(1);

    /** With nothing to do; another key that seals wakes it. */
    private static final Duration SELDOM = Duration.ofHours(1);

    private final KeyRing ring;
    private final KeyRows rows;
    private final SealedValues values;
    private final Clock clock;

    Resealing(KeyRing ring, KeyRows rows, SealedValues values, Clock clock) {
        this.ring = ring;
        this.rows = rows;
        this.values = values;
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
        ring.look();
        String key = ring.id();
        if (!rows.agreed(key)) { // they would go on sealing with the former one
            return in(SOON);
        }
        count(key);
        int done = 0;
        for (var column : SealedColumn.values()) {
            done += values.sealAnew(column, key, rows::sealedAnew);
            if (Thread.currentThread().isInterrupted()) {
                return in(Duration.ZERO);
            }
        }
        count(key);
        if (done > 0) {
            Log.infof("Sealed %d values anew with the key %s", done, key);
        }
        rows.replaced(key).forEach(this::retire);
        return in(rows.replaced(key).isEmpty() ? SELDOM : AGAIN);
    }

    /** Whatever is found, also of a key that nothing seemed to need any more: its values were written back, or restored. */
    private void count(String key) {
        var found = values.byKey();
        var now = clock.instant();
        found.forEach((id, number) -> {
            if (!id.equals(key)) {
                rows.count(id, number, now);
            }
        });
        rows.replaced(key).stream().filter(id -> !found.containsKey(id)).forEach(id -> rows.count(id, 0, now));
    }

    private void retire(String key) {
        var now = clock.instant();
        if (rows.retire(key, now.minus(SETTLED), now)) {
            Log.infof(
                    "Nothing in the database needs the key %s any more: it can be taken out of mailroom.secret.key or"
                            + " mailroom.secret.key-file. Keep it as long as you keep backups from before.",
                    key);
        }
    }

    private Optional<Instant> in(Duration pause) {
        return Optional.of(clock.instant().plus(pause));
    }
}
