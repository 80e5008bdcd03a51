package io.mailroom.outbox;

import io.mailroom.db.Database.Session;
import io.mailroom.mime.Address;
import io.mailroom.mime.DeliveryReport;
import io.mailroom.mime.DeliveryReport.Action;
import io.mailroom.mime.DeliveryReport.Fate;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes what came back of sent mails. Anybody can write a report, so little of it is believed: it must be in a mailbox of the
 * one who sent the mail, name the mail's Message-ID, which nobody guesses, and a recipient of that mail. Whoever got the
 * mail can still lie about the others that he sees in it. Blocking.
 */
@ApplicationScoped
public class Reports {

    private static final Pattern REPLY_CODE = Pattern.compile("(?<![\\d.])([245]\\d\\d)[ -]");

    private final Aftermath aftermath;
    private final Clock clock;

    Reports(Aftermath aftermath, Clock clock) {
        this.aftermath = aftermath;
        this.clock = clock;
    }

    /**
     * A report that was imported.
     *
     * @param item what it became
     * @param received when it arrived
     */
    public record Seen(UUID item, DeliveryReport report, Instant received) {}

    /** Within the transaction that imports them. One that was taken before changes nothing. */
    public void take(Session session, UUID account, List<Seen> reports) {
        Set<UUID> settled = new LinkedHashSet<>();
        for (var seen : reports) {
            mail(session, account, seen.report())
                    .filter(mail -> take(session, mail, seen))
                    .ifPresent(mail -> settled.add(mail.id()));
        }
        settled.forEach(mail -> settle(session, mail));
        aftermath.of(session, settled, settled);
    }

    /** A mail that is reported on, locked. */
    private record Reported(UUID id, List<Row> recipients) {}

    private static Optional<Reported> mail(Session session, UUID account, DeliveryReport report) {
        return session
                .query(
                        "select id from sent_mail where account_id = $1 and message_id = any($2)"
                                + " order by array_position($2, message_id) limit 1 for update",
                        account,
                        report.messageIds().toArray(String[]::new))
                .stream()
                .map(row -> row.getUUID(0))
                .findFirst()
                .map(id -> new Reported(
                        id,
                        session.query(
                                "select position, address, state from sent_mail_recipient where mail_id = $1 order by position",
                                id)));
    }

    /** @return whether that changes where the mail stands */
    private boolean take(Session session, Reported mail, Seen seen) {
        boolean changed = false;
        for (var fate : seen.report().fates()) {
            for (var recipient : mail.recipients()) {
                if (isFor(fate, recipient.getString("address"))) {
                    changed |= take(session, mail.id(), recipient, fate, seen);
                }
            }
        }
        return changed;
    }

    private boolean take(Session session, UUID mail, Row recipient, Fate fate, Seen seen) {
        var position = recipient.getInteger("position");
        boolean fresh = !session.query(
                        """
                        insert into delivery_report (mail_id, position, item_id, action, status, diagnostic, reported)
                        values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning id""",
                        mail,
                        position,
                        seen.item(),
                        fate.action().word(),
                        fate.status(),
                        fate.diagnostic(),
                        utc(seen.received()))
                .isEmpty();
        var before = RecipientState.of(recipient.getString("state"));
        if (!fresh || before != RecipientState.SENT && before != RecipientState.UNKNOWN) {
            return false;
        }
        if (fate.action() == Action.FAILED) {
            session.update("""
                    update sent_mail_recipient set state = 'failed', reply_code = $3, enhanced_status_code = $4,
                        reply_text = $5, changed = $6
                    where mail_id = $1 and position = $2""", mail, position, replyCode(fate), fate.status(), bounced(fate), now());
            return true;
        }
        // Whatever else was done with it, the server had taken it.
        return before == RecipientState.UNKNOWN
                && session.update(
                                "update sent_mail_recipient set state = 'sent', changed = $3"
                                        + " where mail_id = $1 and position = $2",
                                mail,
                                position,
                                now())
                        > 0;
    }

    private void settle(Session session, UUID mail) {
        var states = session.query("select distinct state from sent_mail_recipient where mail_id = $1", mail).stream()
                .map(row -> RecipientState.of(row.getString(0)))
                .collect(Collectors.toSet());
        var status = MailStatus.of(states);
        session.update("""
                update sent_mail set status = $2, claim = null, reason = case
                    when $2 = 'failed' then 'It came back.'
                    when status = 'unknown' and $2 = 'sent' then 'A report tells that the server has taken it.' else reason end
                where id = $1 and status in ('sent', 'unknown', 'failed') and status <> $2 and $2 <> 'queued'""", mail, status.word());
    }

    private static String bounced(Fate fate) {
        return fate.diagnostic() == null ? "bounced" : "bounced: " + fate.diagnostic();
    }

    private static @Nullable Integer replyCode(Fate fate) {
        var found = REPLY_CODE.matcher(fate.diagnostic() == null ? "" : fate.diagnostic());
        return found.find() ? Integer.valueOf(found.group(1)) : null;
    }

    /** Servers are free with the letter case even before the @. */
    private static boolean isFor(Fate fate, String recipient) {
        var address = Address.parse(recipient).address();
        return fate.addresses().stream().anyMatch(reported -> ascii(reported).equalsIgnoreCase(address));
    }

    private static String ascii(String reported) {
        try {
            return Address.parse(reported).address();
        } catch (IllegalArgumentException e) {
            return reported;
        }
    }

    private OffsetDateTime now() {
        return utc(clock.instant());
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
