package io.mailroom.outbox;

import io.mailroom.db.Columns;
import io.mailroom.db.Database;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The mails that this process is working on are nobody else's for as long as it lives: their claims, one for each attempt, run
 * out unless they are renewed. Times are those of the database, the one clock that all replicas share.
 */
@ApplicationScoped
class Claims {

    /** So long after a process died its mails are taken over. */
    static final Duration LENGTH = Duration.ofSeconds(40);

    private static final Duration RENEWED = Duration.ofSeconds(10);

    private final Database database;
    private final ConcurrentHashMap<UUID, UUID> held = new ConcurrentHashMap<>(); // mails by their claims
    private final AtomicBoolean renewing = new AtomicBoolean();

    Claims(Database database) {
        this.database = database;
    }

    /** It is claimed, or about to be: the claim is renewed from now on. */
    void hold(UUID mail, UUID claim) {
        held.put(claim, mail);
        if (renewing.compareAndSet(false, true)) {
            Thread.ofVirtual().name("outbox-claims").start(this::renew);
        }
    }

    /** It is settled or given back, or may run out. */
    void drop(UUID claim) {
        held.remove(claim);
    }

    private void renew() {
        while (true) {
            try {
                Thread.sleep(RENEWED);
            } catch (InterruptedException e) {
                return;
            }
            var holding = List.copyOf(held.entrySet());
            if (holding.isEmpty()) {
                renewing.set(false);
                if (held.isEmpty() || !renewing.compareAndSet(false, true)) {
                    return;
                }
            } else {
                renew(new Columns<>(holding));
            }
        }
    }

    /** A row that somebody holds is just written to: it is settled then, or renewed the next time. */
    private void renew(Columns<Map.Entry<UUID, UUID>> holding) {
        try {
            database.update(
                    """
                    update sent_mail set claimed_until = now() + $3 * interval '1 second' where id in (
                        select m.id from unnest($1::uuid[], $2::uuid[]) as held (claim, id)
                        join sent_mail m on m.id = held.id and m.claim = held.claim and m.claimed_until > now()
                        order by m.id for no key update of m skip locked)""",
                    holding.of(Map.Entry::getKey, UUID[]::new),
                    holding.of(Map.Entry::getValue, UUID[]::new),
                    LENGTH.toSeconds());
        } catch (RuntimeException e) { // nothing is handed to a server without its claim
            Log.warnf("The claims of the outbox could not be renewed: %s", e.getMessage());
        }
    }
}
