package io.mailroom.outbox;

import io.mailroom.db.Database;
import io.mailroom.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;

/** Whether a mail was accepted, when the database's answer to that did not come through. Blocking. */
@ApplicationScoped
class LostAnswer {

    /** A database that was killed is back in seconds. */
    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(20);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    private final Database database;

    LostAnswer(Database database) {
        this.database = database;
    }

    /**
     * Only once it is settled: a commit that was sent may be under way still.
     *
     * @param smtp the setting that the mail refers to
     * @throws Problem 503 when that cannot be known in time
     */
    boolean isAccepted(UUID mail, UUID smtp) {
        boolean interrupted = Thread.interrupted();
        var deadline = System.nanoTime() + KNOWN_WITHIN.toNanos();
        try {
            while (true) {
                try {
                    return look(mail, smtp);
                } catch (RuntimeException e) {
                    interrupted |= isInterruptedInAPause();
                    if (interrupted || System.nanoTime() > deadline) {
                        throw unknown(mail);
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Whoever writes a mail holds its setting until he is done (the foreign key), so that costs him nothing; and where the setting
     * is gone nobody writes any more. What he has left is seen by the statement after.
     */
    private boolean look(UUID mail, UUID smtp) {
        return database.transaction(session -> {
            session.query("select set_config('lock_timeout', '5s', true)");
            session.query("select from smtp_setting where id = $1 for update", smtp);
            return !session.query("select from sent_mail where id = $1", mail).isEmpty();
        });
    }

    private static boolean isInterruptedInAPause() {
        try {
            Thread.sleep(LOOK_AGAIN);
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    private static Problem unknown(UUID mail) {
        return Problem.unavailable("The database broke off in this moment, and it is not known whether the mail was"
                + " accepted. Look into your outbox for " + mail + " before you send it again; with an"
                + " Idempotency-Key it can be sent again without a look.");
    }
}
