package io.mailroom.outbox;

import io.mailroom.db.Database;
import io.mailroom.health.Connection;
import io.mailroom.health.Connections;
import io.mailroom.health.Occasion;
import io.mailroom.health.Turn;
import io.mailroom.smtp.Reply;
import io.quarkus.logging.Log;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How mails stand that were accepted before, for those who ask for the same once more. Blocking. */
@ApplicationScoped
public class AcceptedMails {

    private static final String MAIL =
            "select id, status, request_hash, smtp_reply, reason, smtp_id, connection, attempts,"
                    + " not_before, next_attempt from sent_mail where ";

    private final Database database;
    private final Connections connections;
    private final Clock clock;

    AcceptedMails(Database database, Connections connections, Clock clock) {
        this.database = database;
        this.connections = connections;
        this.clock = clock;
    }

    /**
     * @param hash of what was asked for; null without a key
     * @param smtp the setting; null when it was deleted
     * @param connection that setting's name then
     * @param sendAt when it is sent, where that is still to come
     * @param outcome what has become of it until now, as an attempt would tell it
     */
    public record Accepted(
            UUID id,
            byte @Nullable [] hash,
            @Nullable UUID smtp,
            String connection,
            @Nullable Instant sendAt,
            Outcome outcome) {

        public boolean is(RequestKey request) {
            return Arrays.equals(hash, request.hash());
        }

        @Override
        public String toString() {
            return "Accepted[" + id + "]";
        }
    }

    public Optional<Accepted> withKey(UUID account, RequestKey request) {
        return find("account_id = $1 and idempotency_key = $2", account, request.key());
    }

    /** Empty also when the database cannot say: accepted it is. */
    public Optional<Accepted> withId(UUID mail) {
        try {
            return find("id = $1", mail);
        } catch (RuntimeException e) {
            Log.warnf("How mail %s stands is not known: %s", mail, e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<Accepted> find(String which, Object... values) {
        return database.query(MAIL + which, values).stream().findFirst().map(this::accepted);
    }

    private Accepted accepted(Row mail) {
        var now = clock.instant();
        return new Accepted(
                mail.getUUID("id"),
                mail.getBuffer("request_hash") == null
                        ? null
                        : mail.getBuffer("request_hash").getBytes(),
                mail.getUUID("smtp_id"),
                mail.getString("connection"),
                future(mail.getOffsetDateTime("not_before"), now),
                new Outcome(
                        MailStatus.valueOf(mail.getString("status").toUpperCase(Locale.ROOT)),
                        fates(mail.getUUID("id")),
                        mail.getString("smtp_reply"),
                        mail.getString("reason"),
                        future(mail.getOffsetDateTime("next_attempt"), now),
                        refused(mail).orElse(null),
                        false,
                        true));
    }

    private static @Nullable Instant future(@Nullable OffsetDateTime time, Instant now) {
        return time == null || !time.toInstant().isAfter(now) ? null : time.toInstant();
    }

    private List<Outcome.Fate> fates(UUID mail) {
        var rows = database.query("select * from sent_mail_recipient where mail_id = $1 order by position", mail);
        var addressees = Addressee.of(rows);
        var fates = new ArrayList<Outcome.Fate>();
        for (int i = 0; i < rows.size(); i++) {
            var row = rows.get(i);
            var text = row.getString("reply_text");
            var code = row.getInteger("reply_code");
            var reply = text == null
                    ? null
                    : new Reply(code == null ? 0 : code, row.getString("enhanced_status_code"), text);
            fates.add(new Outcome.Fate(addressees.get(i), RecipientState.of(row.getString("state")), reply));
        }
        return List.copyOf(fates);
    }

    /** It has failed without an attempt, as the setting was out of use. That is told as it is told to others now. */
    private Optional<Turn.Later> refused(Row mail) {
        var reason = mail.getString("reason");
        if (!mail.getString("status").equals(MailStatus.FAILED.word())
                || mail.getInteger("attempts") > 0
                || reason == null
                || OutboxRows.isOwn(reason)) {
            return Optional.empty();
        }
        var now = Optional.ofNullable(mail.getUUID("smtp_id"))
                .flatMap(smtp -> connections.refusal(Connection.smtp(smtp), Occasion.REQUESTED));
        return Optional.of(now.orElseGet(() -> Turn.Later.over(reason)));
    }
}
