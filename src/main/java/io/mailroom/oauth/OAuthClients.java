package io.mailroom.oauth;

import io.mailroom.account.Caller;
import io.mailroom.account.Owners;
import io.mailroom.audit.Act;
import io.mailroom.audit.Audit;
import io.mailroom.audit.Entry;
import io.mailroom.db.Ids;
import io.mailroom.db.Violation;
import io.mailroom.secret.Secrets;
import io.mailroom.web.Problem;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;

/** Reading and saving a collective's own providers. */
@ApplicationScoped
class OAuthClients {

    private final ClientRows rows;
    private final GrantRows grants;
    private final Owners owners;
    private final Secrets secrets;
    private final Audit audit;
    private final Clock clock;

    OAuthClients(ClientRows rows, GrantRows grants, Owners owners, Secrets secrets, Audit audit, Clock clock) {
        this.rows = rows;
        this.grants = grants;
        this.owners = owners;
        this.secrets = secrets;
        this.audit = audit;
        this.clock = clock;
    }

    @WithSession
    Uni<List<ClientView>> list(Caller caller, String redirectUri) {
        return rows.of(caller.collectiveId())
                .map(found -> found.stream()
                        .map(client -> ClientView.of(client, redirectUri))
                        .toList());
    }

    @WithSession
    Uni<ClientView> get(Caller caller, String provider, String redirectUri) {
        return named(caller, provider).map(client -> ClientView.of(client, redirectUri));
    }

    @WithTransaction
    Uni<Void> add(Caller caller, ClientInput input) {
        input.demandEndpoints();
        var client = new OAuthClient();
        client.id = Ids.next();
        client.collectiveId = caller.collectiveId();
        client.provider = input.provider();
        client.created = clock.instant();
        apply(input, client);
        return rows.persistAndFlush(client)
                .onFailure(Violation::unique)
                .transform(e -> Problem.conflict(
                        "Your collective has a provider " + input.provider() + " already. Change that one."))
                .chain(() -> audit.record(Entry.done(caller.actor(), Act.PROVIDER_MADE, input.provider())));
    }

    /** Under the same id: grants know their provider by it. */
    @WithTransaction
    Uni<Void> replace(Caller caller, String provider, ClientInput input) {
        input.demandEndpoints();
        if (!input.provider().equals(provider)) {
            throw Problem.invalid("provider", "cannot be changed, because grants know their provider by it");
        }
        return named(caller, provider)
                .invoke(client -> refuseWhenStale(client, input))
                .invoke(client -> apply(input, client))
                .call(rows::flush)
                .call(() -> owners.accounts(caller.collectiveId())
                        .chain(accounts -> grants.tryAgain(accounts, provider, clock.instant())))
                .onFailure(jakarta.persistence.OptimisticLockException.class)
                .transform(e -> Problem.stale())
                .chain(() -> audit.record(Entry.done(caller.actor(), Act.PROVIDER_CHANGED, provider)));
    }

    /** Without it the grants that were made with it could not be refreshed. */
    @WithTransaction
    Uni<Void> remove(Caller caller, String provider) {
        return named(caller, provider)
                .call(client -> owners.accounts(caller.collectiveId())
                        .chain(accounts -> grants.ofClient(accounts, provider))
                        .invoke(OAuthClients::refuseWhenUsed))
                .chain(rows::delete)
                .chain(() -> audit.record(Entry.done(caller.actor(), Act.PROVIDER_REMOVED, provider)));
    }

    private Uni<OAuthClient> named(Caller caller, String provider) {
        return rows.named(caller.collectiveId(), provider)
                .map(found -> found.orElseThrow(
                        () -> Problem.notFound("Your collective has no provider " + provider + " of its own.")));
    }

    private void apply(ClientInput input, OAuthClient client) {
        input.applyTo(client);
        client.updated = clock.instant();
        String secret = input.clientSecret();
        if (secret != null) {
            client.clientSecret = secret.isBlank() ? null : secrets.seal(secret.strip(), client.clientSecretBinding());
        }
    }

    private static void refuseWhenStale(OAuthClient client, ClientInput input) {
        if (input.version() != null && input.version() != client.version) {
            throw Problem.stale(client.version);
        }
    }

    private static void refuseWhenUsed(long grants) {
        if (grants > 0) {
            throw Problem.conflict((grants == 1 ? "A grant" : grants + " grants")
                    + " of your collective was made with this client and could not be refreshed without it."
                    + " Have it removed or authorised by another provider first.");
        }
    }
}
