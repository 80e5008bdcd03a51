package io.mailroom.webhook;

import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.UUID;

/** An event on its way to one receiver. */
record Delivery(UUID webhook, UUID event, String body, Instant created, int attempts) {

    static Delivery of(Row row) {
        return new Delivery(
                row.getUUID("webhook_id"),
                row.getUUID("event_id"),
                row.getString("body"),
                row.getOffsetDateTime("created").toInstant(),
                row.getInteger("attempts"));
    }
}
