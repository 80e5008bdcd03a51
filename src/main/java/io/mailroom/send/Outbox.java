package io.mailroom.send;

import io.mailroom.db.Database;
import io.mailroom.db.Violation;
import io.mailroom.item.ItemFile;
import io.mailroom.web.Problem;
import io.quarkus.logging.Log;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rows of outgoing mails. A mail is committed here before any server hears of it, and what became of it is written
 * afterwards; no transaction is open in between. Blocking.
 */
@ApplicationScoped
class Outbox {

    private final Database database;
    private final Clock clock;

    Outbox(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Commits the mail with all that was asked for, as being on its way. Should we die before {@link #settle}, the row
     * stays like that and is shown as unknown after a while.
     */
    void accept(OutgoingMail mail, String connection) {
        try {
            insert(mail, connection);
        } catch (PgException e) {
            if (Violation.foreignKey(e)) {
                throw Problem.conflict("The item was deleted in this moment. Nothing was sent.");
            }
            throw e;
        }
    }

    private void insert(OutgoingMail mail, String connection) {
        var draft = mail.draft();
        var replyTo = draft.replyTo();
        var recipients = mail.recipients();
        var files = mail.files();
        // One statement is one transaction and one round trip.
        database.update(
                """
                with mail as (
                    insert into sent_mail (id, collective_id, account_id, sender, item_id, connection, from_address,
                        reply_to, subject, body, message_id, created, attempted, status)
                    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, 'sending')
                ), recipient as (
                    insert into sent_mail_recipient (mail_id, position, kind, address, state, changed)
                    select $1, position - 1, kind, address, 'queued', $12
                    from unnest($13::text[], $14::text[]) with ordinality as r (kind, address, position)
                )
                insert into sent_mail_attachment (mail_id, position, attachment_id, name, size)
                select $1, position - 1, id, name, size
                from unnest($15::uuid[], $16::text[], $17::bigint[]) with ordinality as a (id, name, size, position)""",
                mail.id(),
                mail.sender().collectiveId(),
                mail.sender().accountId(),
                mail.sender().login(),
                mail.itemId(),
                connection,
                draft.from().toString(),
                replyTo == null ? null : replyTo.toString(),
                draft.subject(),
                draft.text(),
                draft.messageId(),
                draft.date().atOffset(ZoneOffset.UTC),
                column(recipients, recipient -> recipient.kind().word()),
                column(recipients, recipient -> recipient.address().toString()),
                files.stream().map(ItemFile::id).toArray(UUID[]::new),
                column(files, ItemFile::name),
                files.stream().map(ItemFile::size).toArray(Long[]::new));
    }

    /**
     * Writes down what became of it. The mail is out of our hands by now: if this fails, the answer to the sender must
     * still be the true one, or it would be sent twice.
     */
    void settle(OutgoingMail mail, Outcome outcome) {
        try {
            write(mail, outcome);
        } catch (RuntimeException e) {
            Log.errorf(
                    e,
                    "Mail %s is %s, which could not be stored: it will be shown as unknown",
                    mail.id(),
                    outcome.status().word());
        }
    }

    private void write(OutgoingMail mail, Outcome outcome) {
        var fates = outcome.fates();
        database.update(
                """
                with mail as (
                    update sent_mail set status = $2, smtp_reply = $3 where id = $1
                )
                update sent_mail_recipient r set state = f.state, reply_code = f.code,
                    enhanced_status_code = f.enhanced, reply_text = f.text, changed = $4
                from unnest($5::text[], $6::integer[], $7::text[], $8::text[]) with ordinality
                    as f (state, code, enhanced, text, position)
                where r.mail_id = $1 and r.position = f.position - 1""",
                mail.id(),
                outcome.status().word(),
                outcome.smtpReply() == null ? outcome.reason() : outcome.smtpReply(),
                now(),
                column(fates, fate -> fate.state().word()),
                fates.stream()
                        .map(fate -> fate.reply() == null ? null : fate.reply().code())
                        .toArray(Integer[]::new),
                column(fates, fate -> fate.reply() == null ? null : fate.reply().enhancedStatusCode()),
                column(fates, fate -> fate.reply() == null ? null : fate.reply().text()));
    }

    private static <T> @Nullable String[] column(List<T> rows, Function<T, @Nullable String> value) {
        return rows.stream().map(value).toArray(String[]::new);
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
