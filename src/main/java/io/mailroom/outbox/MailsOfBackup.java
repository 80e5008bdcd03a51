package io.mailroom.outbox;

import io.mailroom.db.AfterRestore;
import io.mailroom.db.Database;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.ZoneOffset;

/**
 * Holds the mails that waited when a backup was made: they may have been sent since. They are looked for among the sent mails
 * of their senders, who may send them once more. A mail whose time has not come yet was not sent.
 */
@Singleton
class MailsOfBackup implements AfterRestore {

    private static final String REASON =
            "The database was restored from a backup in which it was waiting. It may have been sent since.";

    private final Aftermath aftermath;
    private final Clock clock;

    MailsOfBackup(Aftermath aftermath, Clock clock) {
        this.aftermath = aftermath;
        this.clock = clock;
    }

    @Override
    public String restored(Database.Session session) {
        var now = clock.instant().atOffset(ZoneOffset.UTC);
        var held = session.query("""
                        with mail as (
                            update sent_mail set status = 'unknown', reason = $1, next_attempt = null, claim = null,
                                claimed_until = null
                            where status = 'sending' or status = 'queued' and (not_before is null or not_before <= $2)
                            returning id
                        ), recipient as (
                            update sent_mail_recipient set state = 'unknown', changed = $2
                            where mail_id in (select id from mail) and state in ('queued', 'deferred')
                        )
                        select id from mail""", REASON, now).stream()
                .map(row -> row.getUUID(0))
                .toList();
        aftermath.of(session, held, held);
        return held.size() + " mails that were waiting are held, as they may have been sent since.";
    }
}
