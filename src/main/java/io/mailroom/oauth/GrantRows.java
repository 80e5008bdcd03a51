package io.mailroom.oauth;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The rows of grants. Within the caller's session or transaction. */
@ApplicationScoped
class GrantRows implements PanacheRepositoryBase<OAuthGrant, UUID> {

    Uni<Optional<OAuthGrant>> named(UUID account, String name) {
        return find("accountId = ?1 and name = ?2", account, name)
                .<OAuthGrant>firstResult()
                .map(Optional::ofNullable);
    }

    Uni<List<OAuthGrant>> of(UUID account) {
        return list("accountId = ?1 order by name", account);
    }

    /** What has waited for the client of these users' collective to be mended has waited enough. */
    Uni<Integer> tryAgain(List<UUID> accounts, String provider, Instant now) {
        return update(
                "nextTry = null, failures = 0, updated = ?1, version = version + 1 where ownClient and clientAtFault"
                        + " and clientSecret is null and provider = ?2 and accountId in ?3",
                now,
                provider,
                accounts);
    }

    /** How many of these users' were made with the client of their collective. */
    Uni<Long> ofClient(List<UUID> accounts, String provider) {
        return count("ownClient and clientSecret is null and provider = ?1 and accountId in ?2", provider, accounts);
    }
}
