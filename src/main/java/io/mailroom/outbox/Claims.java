package io.mailroom.outbox;

import io.mailroom.db.Database;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The mails that this process is working on are nobody else's for as long as it lives: their claims run out unless they are
 * renewed. Times are those of the database, the one clock that all replicas share.
 */
@ApplicationScoped
class Claims {

    /** So long after a process died its mails are taken over. */
    static final Duration LENGTH = Duration.ofSeconds(40);

    private static final Duration RENEWED = Duration.ofSeconds(10);

    private final UUID worker = UUID.randomUUID();
    private final Database database;
    private final Set<UUID> held = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean renewing = new AtomicBoolean();

    Claims(Database database) {
        this.database = database;
    }

    /** This process. */
    UUID worker() {
        return worker;
    }

    /** It is claimed, or about to be: the claim is renewed from now on. */
    void hold(UUID mail) {
        held.add(mail);
        if (renewing.compareAndSet(false, true)) {
            Thread.ofVirtual().name("outbox-claims").start(this::renew);
        }
    }

    /** It is settled or given back, or its claim may run out. */
    void drop(UUID mail) {
        held.remove(mail);
    }

    private void renew() {
        while (true) {
            try {
                Thread.sleep(RENEWED);
            } catch (InterruptedException e) {
                return;
            }
            var mails = held.toArray(UUID[]::new);
            if (mails.length == 0) {
                renewing.set(false);
                if (held.isEmpty() || !renewing.compareAndSet(false, true)) {
                    return;
                }
            } else {
                renew(mails);
            }
        }
    }

    private void renew(UUID[] mails) {
        try {
            database.update(
                    "update sent_mail set claimed_until = now() + $3 * interval '1 second'"
                            + " where id = any($1) and claim = $2 and claimed_until > now()",
                    mails,
                    worker,
                    LENGTH.toSeconds());
        } catch (RuntimeException e) { // nothing is handed to a server without its claim
            Log.warnf("The claims of the outbox could not be renewed: %s", e.getMessage());
        }
    }
}
