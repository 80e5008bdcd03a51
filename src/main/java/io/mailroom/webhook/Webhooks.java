package io.mailroom.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mailroom.db.Database.Session;
import io.mailroom.db.Ids;
import io.mailroom.schedule.Jobs;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where events go in: they are committed with what they tell of, and delivered afterwards. Blocking. */
@ApplicationScoped
public class Webhooks {

    /** A receiver that is this far behind gets nothing more until it has caught up. */
    static final int MOST_PENDING = 1000;

    private final ObjectMapper json;
    private final Jobs jobs;
    private final Clock clock;

    Webhooks(ObjectMapper json, Jobs jobs, Clock clock) {
        this.json = json;
        this.jobs = jobs;
        this.clock = clock;
    }

    /** As receivers read it. The id is the same at every attempt and for every receiver. */
    @RegisterForReflection
    record Envelope(UUID id, String type, long timestamp, Object data) {}

    /**
     * For every webhook of the collective that wants to know. Call {@link Jobs#wake()} after the commit.
     *
     * @param data a record
     */
    public void publish(Session session, UUID collective, EventType type, Object data) {
        deliver(session, collective, null, type, data);
    }

    /** For one webhook, whatever it wants to know. Empty when too much waits for it already. */
    Optional<UUID> send(Session session, UUID collective, UUID webhook, EventType type, Object data) {
        return deliver(session, collective, webhook, type, data);
    }

    private Optional<UUID> deliver(Session session, UUID collective, @Nullable UUID only, EventType type, Object data) {
        var now = clock.instant();
        var id = Ids.next();
        var told = session.query(
                """
                        insert into webhook_delivery (webhook_id, event_id, type, body, state, created, next_attempt)
                        select w.id, $2::uuid, $3::text, $4::text, 'pending', $5::timestamptz, $5::timestamptz from webhook w
                        where w.collective_id = $1 and w.enabled and (w.id = $6::uuid
                            or $6::uuid is null and (w.events = '{}' or $3 = any(w.events)))
                        and (select count(*) from webhook_delivery d
                            where d.webhook_id = w.id and d.state = 'pending') < $7
                        returning webhook_id""",
                collective,
                id,
                type.word(),
                written(id, type, now, data),
                now.atOffset(ZoneOffset.UTC),
                only,
                (long) MOST_PENDING);
        told.forEach(row -> jobs.runBy(session, DeliveryJob.NAME, row.getUUID(0).toString(), now));
        return told.isEmpty() ? Optional.empty() : Optional.of(id);
    }

    private String written(UUID id, EventType type, Instant now, Object data) {
        try {
            return json.writeValueAsString(new Envelope(id, type.word(), now.toEpochMilli(), data));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
