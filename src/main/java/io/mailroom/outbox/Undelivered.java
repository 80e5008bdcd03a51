package io.mailroom.outbox;

import io.mailroom.db.Database.Session;
import io.mailroom.mime.Address;
import io.mailroom.notice.Notice;
import io.mailroom.notice.Notices;
import io.mailroom.webhook.EventType;
import io.mailroom.webhook.Webhooks;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Tells of a mail that did not reach everybody, once for each mail, whatever comes later: its sender, who was not told in
 * the answer to his request, and the webhooks of his collective. Blocking, within the transaction of what it tells of.
 */
@ApplicationScoped
class Undelivered {

    private static final int NAMED = 5;

    private final Notices notices;
    private final Webhooks webhooks;
    private final Clock clock;

    Undelivered(Notices notices, Webhooks webhooks, Clock clock) {
        this.notices = notices;
        this.webhooks = webhooks;
        this.clock = clock;
    }

    /** A mail, and to whom it was not delivered. */
    private record Lost(Row mail, List<Row> recipients) {}

    /** Of those among the mails that nothing more is to come of, and that somebody did not get. */
    void tell(Session session, Collection<UUID> mails) {
        var lost = lost(session, mails);
        // In the order in which whoever tells of connections does it.
        lost.forEach(mail ->
                webhooks.publish(session, mail.mail().getUUID("collective_id"), EventType.MAIL_FAILED, event(mail)));
        lost.forEach(mail -> notice(mail).ifPresent(notice -> notices.post(session, notice)));
    }

    private List<Lost> lost(Session session, Collection<UUID> mails) {
        var told =
                session.query("""
                update sent_mail m set sender_told = $2
                where id = any($1) and sender_told is null and status in ('sent', 'failed', 'unknown')
                and exists (select from sent_mail_recipient r where r.mail_id = m.id and r.state = 'failed')
                returning id, collective_id, account_id, sender, connection, message_id, item_id, created""", mails.toArray(UUID[]::new), clock.instant().atOffset(ZoneOffset.UTC));
        if (told.isEmpty()) {
            return List.of();
        }
        var recipients = session.query(
                "select * from sent_mail_recipient where mail_id = any($1) and state = 'failed' order by mail_id, position",
                (Object) told.stream().map(mail -> mail.getUUID("id")).toArray(UUID[]::new));
        var lost = new ArrayList<Lost>();
        for (var mail : told) {
            lost.add(new Lost(
                    mail,
                    recipients.stream()
                            .filter(row -> row.getUUID("mail_id").equals(mail.getUUID("id")))
                            .toList()));
        }
        return lost;
    }

    /** For everybody in the collective, and so without blind copies. */
    private static MailFailedEvent event(Lost lost) {
        var mail = lost.mail();
        return new MailFailedEvent(
                mail.getUUID("id"),
                mail.getString("message_id"),
                mail.getString("sender"),
                mail.getString("connection"),
                mail.getUUID("item_id"),
                lost.recipients().stream()
                        .filter(row -> !row.getString("kind").equals(Recipient.Kind.BCC.word()))
                        .map(row -> new MailFailedEvent.Recipient(
                                row.getString("address"),
                                row.getInteger("reply_code"),
                                row.getString("enhanced_status_code")))
                        .toList());
    }

    /** What servers say is not mailed: somebody else may have written it. */
    private static Optional<Notice> notice(Lost lost) {
        var mail = lost.mail();
        var account = mail.getUUID("account_id");
        if (account == null) {
            return Optional.empty();
        }
        var id = mail.getUUID("id");
        return Optional.of(new Notice(
                account,
                "mail/" + id,
                true,
                false,
                "A mail of yours was not delivered",
                "The mail that you sent with the setting \"" + mail.getString("connection") + "\" on "
                        + day(mail.getOffsetDateTime("created")) + " was not delivered to " + named(lost.recipients())
                        + ".",
                "Look there what their servers said. Once that is mended, send it again.",
                "/api/v1/sec/email/sent/mail/" + id));
    }

    private static String day(OffsetDateTime time) {
        return time.withOffsetSameInstant(ZoneOffset.UTC)
                .truncatedTo(ChronoUnit.MINUTES)
                .toString();
    }

    private static String named(List<Row> recipients) {
        var named = recipients.stream()
                .limit(NAMED)
                .map(row -> Address.parse(row.getString("address")).address())
                .distinct()
                .collect(Collectors.joining(", "));
        int more = recipients.size() - NAMED;
        return more > 0 ? named + " and " + more + " more" : named;
    }
}
