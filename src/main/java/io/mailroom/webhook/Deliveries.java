package io.mailroom.webhook;

import io.mailroom.web.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads what became of events. The rows are written with plain SQL, and read the same way. */
@ApplicationScoped
class Deliveries {

    static final int PAGE = 50;

    private final Pool pool;

    Deliveries(Pool pool) {
        this.pool = pool;
    }

    /** A page of deliveries, newest first; the cursor is there while there are more. */
    record Page(List<DeliveryView> items, @Nullable UUID cursor) {}

    Uni<Page> list(UUID webhook, @Nullable String cursor) {
        return pool.preparedQuery("""
                        select event_id, type, state, created, attempts, last_attempt, next_attempt, status, answer, error
                        from webhook_delivery where webhook_id = $1 and ($2::uuid is null or event_id < $2)
                        order by event_id desc limit $3""")
                .execute(Tuple.of(webhook, parsed(cursor), PAGE + 1))
                .map(rows -> {
                    var views = new ArrayList<DeliveryView>();
                    rows.forEach(row -> views.add(view(row)));
                    return views.size() <= PAGE
                            ? new Page(views, null)
                            : new Page(
                                    views.subList(0, PAGE), views.get(PAGE - 1).id());
                });
    }

    private static @Nullable UUID parsed(@Nullable String cursor) {
        try {
            return cursor == null ? null : UUID.fromString(cursor);
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("cursor", "is not one that was given here");
        }
    }

    private static DeliveryView view(Row row) {
        return new DeliveryView(
                row.getUUID("event_id"),
                row.getString("type"),
                row.getString("state"),
                row.getOffsetDateTime("created").toInstant().toEpochMilli(),
                row.getInteger("attempts"),
                millis(row.getOffsetDateTime("last_attempt")),
                millis(row.getOffsetDateTime("next_attempt")),
                row.getInteger("status"),
                row.getString("answer"),
                row.getString("error"));
    }

    private static @Nullable Long millis(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant().toEpochMilli();
    }
}
