package io.mailroom.outbox;

import io.mailroom.db.Database.Session;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.UUID;

/** What it sets going that mails were settled. Blocking, within the transaction that settles them. */
@ApplicationScoped
class Aftermath {

    private final SentCopies copies;
    private final Undelivered undelivered;

    Aftermath(SentCopies copies, Undelivered undelivered) {
        this.copies = copies;
        this.undelivered = undelivered;
    }

    /** @param untold those of them whose senders do not wait for an answer */
    void of(Session session, Collection<UUID> mails, Collection<UUID> untold) {
        if (!mails.isEmpty()) {
            copies.intend(session, mails);
        }
        if (!untold.isEmpty()) {
            undelivered.tell(session, untold);
        }
    }
}
