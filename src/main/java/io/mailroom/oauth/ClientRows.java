package io.mailroom.oauth;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The rows of a collective's own providers. Within the caller's session or transaction. */
@ApplicationScoped
class ClientRows implements PanacheRepositoryBase<OAuthClient, UUID> {

    Uni<Optional<OAuthClient>> named(UUID collective, String provider) {
        return find("collectiveId = ?1 and provider = ?2", collective, provider)
                .<OAuthClient>firstResult()
                .map(Optional::ofNullable);
    }

    Uni<List<OAuthClient>> of(UUID collective) {
        return list("collectiveId = ?1 order by provider", collective);
    }
}
