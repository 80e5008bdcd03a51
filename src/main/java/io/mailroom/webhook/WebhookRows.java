package io.mailroom.webhook;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The rows of webhooks. Within the caller's session or transaction. */
@ApplicationScoped
class WebhookRows implements PanacheRepositoryBase<Webhook, UUID> {

    Uni<List<Webhook>> all(UUID collective) {
        return list("collectiveId = ?1 order by created, id", collective);
    }

    Uni<Optional<Webhook>> of(UUID collective, UUID id) {
        return find("collectiveId = ?1 and id = ?2", collective, id)
                .<Webhook>firstResult()
                .map(Optional::ofNullable);
    }
}
