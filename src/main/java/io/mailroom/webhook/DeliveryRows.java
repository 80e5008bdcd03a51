package io.mailroom.webhook;

import io.mailroom.db.Database;
import io.mailroom.db.Database.Session;
import io.mailroom.secret.Secrets;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is to be delivered, and what became of it. Blocking. */
@ApplicationScoped
class DeliveryRows {

    private final Database database;
    private final Secrets secrets;

    DeliveryRows(Database database, Secrets secrets) {
        this.database = database;
        this.secrets = secrets;
    }

    /** Empty when it is gone or switched off. */
    Optional<Receiver> receiver(UUID webhook) {
        return database
                .query(
                        "select collective_id, url, secret, failing_since from webhook where id = $1 and enabled",
                        webhook)
                .stream()
                .map(row -> receiver(webhook, row))
                .findFirst();
    }

    private Receiver receiver(UUID webhook, Row row) {
        var since = row.getOffsetDateTime("failing_since");
        return new Receiver(
                webhook,
                row.getUUID("collective_id"),
                URI.create(row.getString("url")),
                new SigningSecret(secrets.open(row.getBuffer("secret").getBytes(), Webhook.binding(webhook))),
                since == null ? null : since.toInstant());
    }

    /** The oldest that is due and that nobody is delivering, counted as attempted. */
    Optional<Delivery> claim(UUID webhook, Instant now, Instant until) {
        return database.query("""
                        update webhook_delivery set attempts = attempts + 1, last_attempt = $2, attempt_until = $3
                        where webhook_id = $1 and event_id = (
                            select event_id from webhook_delivery
                            where webhook_id = $1 and state = 'pending' and next_attempt <= $2
                            and (attempt_until is null or attempt_until <= $2)
                            order by next_attempt, event_id limit 1 for update skip locked)
                        returning webhook_id, event_id, body, created, attempts""", webhook, utc(now), utc(until)).stream()
                .map(Delivery::of)
                .findFirst();
    }

    void delivered(Delivery delivery, Outcome.Taken outcome) {
        database.inTransaction(session -> {
            session.update("""
                    update webhook_delivery set state = 'delivered', next_attempt = null, attempt_until = null,
                        status = $3, answer = $4, error = null
                    where webhook_id = $1 and event_id = $2""", delivery.webhook(), delivery.event(), outcome.status(), outcome.answer());
            session.update(
                    "update webhook set failing_since = null where id = $1 and failing_since is not null",
                    delivery.webhook());
        });
    }

    /**
     * Of the last attempt only, and while it is still to be delivered: of an earlier one nobody wants to know.
     *
     * @param next when to try again; null for never
     */
    void failed(Session session, Delivery delivery, Outcome.Refused outcome, Instant now, @Nullable Instant next) {
        int changed = session.update(
                """
                update webhook_delivery set state = case when $3::timestamptz is null then 'failed' else state end,
                    next_attempt = $3, attempt_until = null, status = $4, answer = $5, error = $6
                where webhook_id = $1 and event_id = $2 and state = 'pending' and attempts = $7""",
                delivery.webhook(),
                delivery.event(),
                next == null ? null : utc(next),
                outcome.status(),
                outcome.answer(),
                outcome.error(),
                delivery.attempts());
        if (changed > 0) {
            session.update(
                    "update webhook set failing_since = $2 where id = $1 and failing_since is null",
                    delivery.webhook(),
                    utc(now));
        }
    }

    /** @return whether it was still on */
    boolean disable(Session session, UUID webhook, String why) {
        session.update("""
                update webhook_delivery set state = 'failed', next_attempt = null, attempt_until = null,
                    error = coalesce(error, 'The webhook was switched off.')
                where webhook_id = $1 and state = 'pending'""", webhook);
        return session.update(
                        "update webhook set enabled = false, disabled = $2, version = version + 1 where id = $1 and enabled",
                        webhook,
                        why)
                == 1;
    }

    /** When the next one is due; empty when there is nothing to do. */
    Optional<Instant> next(UUID webhook) {
        return Optional.ofNullable(database.query("""
                                select min(greatest(next_attempt, attempt_until)) from webhook_delivery
                                where webhook_id = $1 and state = 'pending'""", webhook).getFirst().getOffsetDateTime(0))
                .map(OffsetDateTime::toInstant);
    }

    /** How often since then. */
    long pinged(UUID webhook, Instant since) {
        return database.query(
                        "select count(*) from webhook_delivery where webhook_id = $1 and type = $2 and created > $3",
                        webhook,
                        EventType.PING.word(),
                        utc(since))
                .getFirst()
                .getLong(0);
    }

    void forget(Instant before) {
        database.update("delete from webhook_delivery where created < $1 and state <> 'pending'", utc(before));
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
