package io.mailroom.webhook;

import io.mailroom.account.Belongings;
import io.mailroom.account.Leaver;
import io.mailroom.db.Database;
import io.mailroom.schedule.Jobs;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** Webhooks with what was and would have been delivered; a collective's. */
@ApplicationScoped
class WebhookBelongings implements Belongings {

    private final Jobs jobs;

    WebhookBelongings(Jobs jobs) {
        this.jobs = jobs;
    }

    @Override
    public Step removeSome(Database.Session tx, Leaver leaver, int limit) {
        if (leaver.account() != null) {
            return Step.NOTHING;
        }
        var webhooks =
                tx.query("select id from webhook where collective_id = $1 for update", leaver.collective()).stream()
                        .map(row -> row.getUUID(0))
                        .toArray(UUID[]::new);
        if (webhooks.length == 0) {
            return Step.NOTHING;
        }
        boolean running = jobs.removeAll(
                tx, DeliveryJob.NAME, Stream.of(webhooks).map(UUID::toString).toList());
        int deliveries = tx.update("""
                delete from webhook_delivery d using (
                    select webhook_id, event_id from webhook_delivery where webhook_id = any($1) limit $2) few
                where d.webhook_id = few.webhook_id and d.event_id = few.event_id""", webhooks, limit);
        if (running || deliveries > 0) {
            return new Step(Map.of("deliveries", deliveries), true);
        }
        return new Step(
                Map.of("webhooks", tx.update("delete from webhook where id = any($1)", (Object) webhooks)), false);
    }
}
