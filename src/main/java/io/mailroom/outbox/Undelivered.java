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
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Tells of a mail that did not reach everybody, or of which nobody knows whether it did, once for each mail: its sender, who
 * was not told in the answer to his request, and of those who certainly did not get it the webhooks of his collective. Blocking,
 * within the transaction of what it tells of.
 */
@ApplicationScoped
class Undelivered {

    private static final int NAMED = 5;
    private static final int LONGEST_SUBJECT = 100;

    /** What is looked for among the sent mails may come to light yet. */
    private static final String LOST = "(r.state = 'failed' or r.state = 'unknown' and not exists ("
            + "select from sent_copy c where c.mail_id = r.mail_id and c.state = 'sought'))";

    private static final String COLUMNS =
            "id, collective_id, account_id, sender, connection, message_id, item_id, subject, created";

    private final Notices notices;
    private final Webhooks webhooks;
    private final Clock clock;

    Undelivered(Notices notices, Webhooks webhooks, Clock clock) {
        this.notices = notices;
        this.webhooks = webhooks;
        this.clock = clock;
    }

    /** A mail, and the recipients that do not have it, or may not. */
    private record Lost(Row mail, List<Row> recipients) {

        List<Row> in(RecipientState state) {
            return recipients.stream()
                    .filter(row -> row.getString("state").equals(state.word()))
                    .toList();
        }
    }

    /** Of those among the mails that nothing more is to come of, and that somebody did not get or may not have got. */
    void tell(Session session, Collection<UUID> mails) {
        var lost = lost(session, session.query("""
                update sent_mail m set sender_told = $2
                where id = any($1) and sender_told is null and status in ('sent', 'failed', 'unknown')
                and exists (select from sent_mail_recipient r where r.mail_id = m.id and %s)
                returning %s""".formatted(LOST, COLUMNS), mails.toArray(UUID[]::new), now()));
        // In the order in which whoever tells of connections does it.
        lost.stream()
                .filter(mail -> !mail.in(RecipientState.FAILED).isEmpty())
                .forEach(mail -> webhooks.publish(
                        session, mail.mail().getUUID("collective_id"), EventType.MAIL_FAILED, event(mail)));
        notices(session, lost);
    }

    /** It was looked for among the sent mails for the last time, and not found. */
    void notFound(Session session, UUID mail) {
        notices(
                session,
                lost(
                        session,
                        session.query(
                                "update sent_mail set sender_told = $2 where id = $1 and status = 'unknown' and deleted is null returning "
                                        + COLUMNS,
                                mail,
                                now())));
    }

    private void notices(Session session, List<Lost> lost) {
        lost.forEach(mail -> notice(mail).ifPresent(notice -> notices.post(session, notice)));
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private static List<Lost> lost(Session session, List<Row> mails) {
        if (mails.isEmpty()) {
            return List.of();
        }
        var recipients = session
                .query(
                        "select * from sent_mail_recipient r where mail_id = any($1) and " + LOST
                                + " order by mail_id, position",
                        (Object) mails.stream().map(mail -> mail.getUUID("id")).toArray(UUID[]::new))
                .stream()
                .collect(Collectors.groupingBy(row -> row.getUUID("mail_id")));
        return mails.stream()
                .map(mail -> new Lost(mail, recipients.getOrDefault(mail.getUUID("id"), List.of())))
                .toList();
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
                lost.in(RecipientState.FAILED).stream()
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
        boolean doubtful = lost.in(RecipientState.FAILED).isEmpty();
        return Optional.of(new Notice(
                account,
                "mail/" + id,
                true,
                false,
                doubtful ? "A mail of yours may not have been delivered" : "A mail of yours was not delivered",
                told(lost),
                advice(lost),
                "/api/v1/sec/email/sent/mail/" + id));
    }

    private static String told(Lost lost) {
        var mail = lost.mail();
        var failed = lost.in(RecipientState.FAILED);
        var unknown = lost.in(RecipientState.UNKNOWN);
        var which = "The mail " + subject(mail) + " that you sent with the setting \"" + mail.getString("connection")
                + "\" on " + day(mail.getOffsetDateTime("created"));
        var text = failed.isEmpty() ? "" : which + " was not delivered to " + named(failed) + ".";
        if (unknown.isEmpty()) {
            return text;
        }
        return (text.isEmpty() ? which : text + " It") + " may or may not have been delivered to " + named(unknown)
                + ": whether the server took it is not known, and it is not sent again by itself.";
    }

    private static String advice(Lost lost) {
        return lost.in(RecipientState.UNKNOWN).isEmpty()
                ? "Look there what their servers said. Once that is mended, send it again."
                : "Ask them, or look for it in your mailbox of sent mail. Then say in your outbox that it was delivered"
                        + " (POST /api/v1/sec/email/outbox/" + lost.mail().getUUID("id")
                        + "/delivered), or have it sent again (.../resend).";
    }

    /** By that its sender knows it. */
    private static String subject(Row mail) {
        var subject = mail.getString("subject");
        if (subject.isBlank()) {
            return "without a subject";
        }
        return subject.codePointCount(0, subject.length()) <= LONGEST_SUBJECT
                ? '"' + subject + '"'
                : '"' + subject.substring(0, subject.offsetByCodePoints(0, LONGEST_SUBJECT)) + "…\"";
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
