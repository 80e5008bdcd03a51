package io.mailroom.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.crypto.tink.Aead;
import io.mailroom.db.Database;
import io.mailroom.db.Ids;
import io.mailroom.schedule.Jobs;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The keys of this replica, and the one of them that seals. That is the same for all replicas: the one that was first until
 * every replica that is alive has the same other one first, so that during a rolling restart nobody seals what an older
 * replica cannot open.
 */
@ApplicationScoped
class KeyRing {

    private static final byte[] SAMPLE = "mailroom".getBytes(UTF_8);
    private static final byte[] SAMPLE_BINDING = "sealing_key.sample".getBytes(UTF_8);

    /** A key, and an Aead that seals with it. */
    private record Sealing(String id, Aead aead) {}

    private final KeySource source;
    private final Database database;
    private final Jobs jobs;
    private final Clock clock;
    private final UUID replica = Ids.next();

    private @Nullable SealingKeys keys;
    private volatile @Nullable Sealing sealing;
    private volatile long outdated;
    private boolean waiting;

    KeyRing(KeySource source, Database database, Jobs jobs, Clock clock, MeterRegistry metrics) {
        this.source = source;
        this.database = database;
        this.jobs = jobs;
        this.clock = clock;
        Gauge.builder("mailroom.sealing.outdated", this, ring -> ring.outdated)
                .description("Values in the database that a former key has sealed")
                .register(metrics);
    }

    /** Before anything else starts: nothing works without the right key, and a wrong one must not seal anything. */
    void start(@Observes @Priority(100) StartupEvent event) {
        database.inTransaction(session -> {
            KeyRows.lock(session);
            var needed = KeyRows.needed(session);
            var found = suitable(needed);
            if (needed.isEmpty()) {
                KeyRows.activate(session, found.primaryId(), sample(found), clock.instant());
            }
            if (source.alone()) {
                KeyRows.allGone(session);
            }
            keys = found;
            use(needed.isEmpty() ? found.primaryId() : needed.getFirst().id());
            KeyRows.seen(session, replica, found.ids(), id());
        });
        look();
    }

    private SealingKeys suitable(List<KeyRows.Needed> needed) {
        var found = source.configured()
                .or(() -> needed.isEmpty() ? source.generated() : Optional.empty())
                .orElseThrow(() -> refusal(
                        needed.isEmpty()
                                ? "No key is configured that seals passwords in the database."
                                : "What is sealed in the database needs the key "
                                        + needed.getFirst().id() + ", and no key is configured."));
        for (var key : needed) {
            if (!found.ids().contains(key.id()) || !opens(found, key.sample())) {
                throw refusal("What is sealed in the database needs the key " + key.id() + left(key)
                        + ", and it is not among the configured ones (" + String.join(", ", found.ids()) + ").");
            }
        }
        return found;
    }

    private static String left(KeyRows.Needed key) {
        return key.remaining() == 0 ? "" : " for " + key.remaining() + " values that are not yet sealed anew";
    }

    private static ConfigurationException refusal(String what) {
        return new ConfigurationException(
                what + " Set mailroom.secret.key (32 bytes in Base64; make one with: openssl rand -base64 32)"
                        + " or mailroom.secret.key-file, and keep it safe: without it no stored password can be read.");
    }

    private static boolean opens(SealingKeys keys, byte[] sample) {
        try {
            keys.sealingWith(keys.primaryId()).decrypt(sample, SAMPLE_BINDING);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static byte[] sample(SealingKeys keys) {
        try {
            return keys.sealingWith(keys.primaryId()).encrypt(SAMPLE, SAMPLE_BINDING);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("could not seal the sample", e);
        }
    }

    /** Tells the others that this replica is there, and seals with what they seal with. Blocking. */
    synchronized void look() {
        var mine = keys();
        database.inTransaction(session -> {
            KeyRows.lock(session);
            var needed = KeyRows.needed(session);
            String first = mine.primaryId();
            String seals = needed.isEmpty() ? id() : needed.getFirst().id();
            if (!seals.equals(first) && othersAgree(session, first)) {
                KeyRows.activate(session, first, sample(mine), clock.instant());
                jobs.runBy(session, Resealing.NAME, Resealing.INSTANCE, clock.instant());
                Log.infof("The key %s seals from now on; what %s has sealed will be sealed anew", first, seals);
                seals = first;
            }
            outdated =
                    needed.stream().skip(1).mapToLong(KeyRows.Needed::remaining).sum();
            if (mine.ids().contains(seals)) {
                use(seals);
            } else {
                Log.errorf(
                        "The key %s seals by now, and this replica does not have it: configure and restart it", seals);
            }
            KeyRows.seen(session, replica, mine.ids(), id());
        });
    }

    private boolean othersAgree(Database.Session session, String first) {
        long others = KeyRows.others(session, replica, first);
        if (others > 0 && !waiting) {
            Log.infof("The key %s will seal as soon as all replicas have it first; %d have not", first, others);
        }
        waiting = others > 0;
        return others == 0;
    }

    /** Nobody has to wait for this one. */
    void stop(@Observes @Priority(10_000) ShutdownEvent event) {
        if (sealing == null) {
            return;
        }
        try {
            database.inTransaction(session -> KeyRows.gone(session, replica));
        } catch (RuntimeException e) {
            Log.debugf(e, "The other replicas see in %s that this one is gone", KeyRows.ALIVE);
        }
    }

    private void use(String id) {
        var now = sealing;
        if (now == null || !now.id().equals(id)) {
            sealing = new Sealing(id, keys().sealingWith(id));
        }
    }

    /** Seals with the key of the moment, opens with all. */
    Aead aead() {
        return sealing().aead();
    }

    /** The key that seals. */
    String id() {
        return sealing().id();
    }

    private SealingKeys keys() {
        var ready = keys;
        if (ready == null) {
            throw new IllegalStateException("no key yet");
        }
        return ready;
    }

    /** The ids of the configured keys, never the keys. */
    List<String> ids() {
        return keys().ids();
    }

    private Sealing sealing() {
        var ready = sealing;
        if (ready == null) {
            throw new IllegalStateException("no key yet");
        }
        return ready;
    }
}
