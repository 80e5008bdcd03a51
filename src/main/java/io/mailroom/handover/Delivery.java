package io.mailroom.handover;

import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An item on its way to one destination.
 *
 * @param key the same at every attempt
 * @param progress what the attempt before this one has left
 */
record Delivery(
        UUID key,
        UUID item,
        UUID destination,
        Instant created,
        Instant giveUp,
        int attempts,
        boolean keep,
        @Nullable String progress) {

    static Delivery of(Row row) {
        return new Delivery(
                row.getUUID("id"),
                row.getUUID("item_id"),
                row.getUUID("destination_id"),
                row.getOffsetDateTime("created").toInstant(),
                row.getOffsetDateTime("give_up").toInstant(),
                row.getInteger("attempts"),
                row.getBoolean("keep"),
                row.getString("progress"));
    }
}
