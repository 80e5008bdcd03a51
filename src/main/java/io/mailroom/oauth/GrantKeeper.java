package io.mailroom.oauth;

import io.mailroom.account.Owners;
import io.mailroom.audit.Act;
import io.mailroom.audit.Audit;
import io.mailroom.audit.Entry;
import io.mailroom.db.Ids;
import io.mailroom.db.Transactions;
import io.mailroom.db.Violation;
import io.mailroom.health.Connections;
import io.mailroom.oauth.Revocations.Unwanted;
import io.mailroom.oauth.TokenAnswer.Granted;
import io.mailroom.secret.Secrets;
import io.mailroom.web.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.net.URI;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Stores what a provider has granted, when it is what was wanted. Blocking. */
@ApplicationScoped
class GrantKeeper {

    /**
     * What has been granted, and by whom.
     *
     * @param ownSecret whether the client was brought along by the user, so that its secret is kept with the grant
     * @param nonce as it was sent; null when there was none
     */
    record Grounds(
            Provider provider,
            Endpoints endpoints,
            TokenClient client,
            boolean ownSecret,
            Granted tokens,
            @Nullable String nonce) {}

    private final MailboxOwner owner;
    private final Owners owners;
    private final GrantRows rows;
    private final Revocations revocations;
    private final Connections connections;
    private final Transactions transactions;
    private final Secrets secrets;
    private final Audit audit;
    private final Clock clock;

    GrantKeeper(
            MailboxOwner owner,
            Owners owners,
            GrantRows rows,
            Revocations revocations,
            Connections connections,
            Transactions transactions,
            Secrets secrets,
            Audit audit,
            Clock clock) {
        this.owner = owner;
        this.owners = owners;
        this.rows = rows;
        this.revocations = revocations;
        this.connections = connections;
        this.transactions = transactions;
        this.secrets = secrets;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Answers the grant's id. What is refused is not revoked at the provider, nor what is replaced for the same mailbox by
     * the same client: Google would take it as leave to end every other grant of the same user, too, and so the new one.
     *
     * @throws Problem when it is not what was wanted
     */
    UUID keep(Wish wish, Grounds grounds) {
        MailScopes.demand(grounds.provider(), grounds.tokens().scope());
        if (grounds.tokens().refreshToken() == null) {
            throw ProviderProblem.refused(withoutRefreshToken(grounds.provider()));
        }
        String address = address(wish, grounds);
        var existing = wish.existing();
        if (existing == null) {
            return transactions.await(() -> add(wish, grounds, address));
        }
        var replaced = transactions.await(() -> renew(existing, grounds, address));
        replaced.ifPresent(revocations::revoke);
        return existing;
    }

    private String address(Wish wish, Grounds grounds) {
        var known = owner.addresses(
                grounds.provider(), grounds.endpoints(), grounds.client().id(), grounds.tokens(), grounds.nonce());
        String wanted = wish.address();
        if (known.isEmpty()) {
            if (wanted == null) {
                throw Problem.invalid(
                        "address",
                        "has to be given, because " + grounds.provider().displayName()
                                + " does not say whose mailbox it is");
            }
            return wanted;
        }
        if (wanted == null || known.stream().anyMatch(wanted::equalsIgnoreCase)) {
            return wanted == null ? known.getFirst() : wanted;
        }
        if (wish.anyAddress()) {
            return known.getFirst();
        }
        throw ProviderProblem.refused("The mailbox is that of " + known.getFirst() + ", and " + wanted
                + " was asked for. Begin again and log in at "
                + grounds.provider().displayName() + " as " + wanted
                + ", or say acceptOtherAddress:true if " + known.getFirst() + " is what you want.");
    }

    private static String withoutRefreshToken(Provider provider) {
        String once = provider.displayName() + " gave access once, and nothing to renew it with. ";
        return switch (provider.kind()) {
            case GOOGLE ->
                once + "Remove this application at https://myaccount.google.com/permissions and begin again.";
            case MICROSOFT -> once + "The scope offline_access is missing from the provider's configuration.";
            case OIDC ->
                once
                        + "Mostly the scope offline_access is missing, or the client is not allowed to have refresh tokens.";
        };
    }

    private Uni<UUID> add(Wish wish, Grounds grounds, String address) {
        var grant = new OAuthGrant();
        grant.id = Ids.next();
        grant.accountId = wish.account();
        grant.name = wish.name();
        grant.created = clock.instant();
        fill(grant, grounds, address);
        return rows.persistAndFlush(grant)
                .onFailure(Violation::unique)
                .transform(e -> taken(wish.name()))
                .call(this::record)
                .map(stored -> stored.id);
    }

    /**
     * Locked, so that a refresh that is under way cannot overwrite what is better. Whatever waits for it goes on at once.
     * Answers what is of no use any more.
     */
    private Uni<Optional<Unwanted>> renew(UUID id, Grounds grounds, String address) {
        return rows.findById(id, LockModeType.PESSIMISTIC_WRITE)
                .onItem()
                .ifNull()
                .failWith(() -> Problem.conflict("The grant was removed while you consented. Begin again."))
                .chain(grant -> replaced(grant, grounds, address)
                        .invoke(() -> fill(grant, grounds, address))
                        .call(rows::flush)
                        .call(() -> connections.authorised(id))
                        .call(() -> record(grant)));
    }

    /** Nobody's who is gone. */
    private Uni<Void> record(OAuthGrant grant) {
        return owners.of(grant.accountId)
                .chain(owner -> owner.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : audit.record(Entry.done(owner.get().actor(), Act.GRANT_AUTHORISED, grant.name)
                                .with(grant.provider + ", " + grant.address)));
    }

    private Uni<Optional<Unwanted>> replaced(OAuthGrant grant, Grounds grounds, String address) {
        boolean same = grant.provider.equals(grounds.provider().id())
                && grant.clientId.equals(grounds.client().id())
                && address.equalsIgnoreCase(grant.address);
        if (same || grant.refreshToken == null) {
            return Uni.createFrom().item(Optional.empty());
        }
        return owners.of(grant.accountId)
                .chain(owner -> owner.isEmpty()
                        ? Uni.createFrom().item(Optional.empty())
                        : revocations.of(grant, owner.get().collectiveId()).map(Optional::of));
    }

    private void fill(OAuthGrant grant, Grounds grounds, String address) {
        var provider = grounds.provider();
        var endpoints = grounds.endpoints();
        var client = grounds.client();
        var tokens = grounds.tokens();
        var now = clock.instant();
        grant.provider = provider.id();
        grant.clientId = client.id();
        grant.clientSecret = grounds.ownSecret() && client.secret() != null
                ? secrets.seal(client.secret(), grant.clientSecretBinding())
                : null;
        grant.ownClient = provider.own();
        grant.issuer = endpoints.issuer();
        grant.tenant = provider.tenant();
        grant.authorizationEndpoint = text(endpoints.authorization());
        grant.tokenEndpoint = client.tokenEndpoint().toString();
        grant.revocationEndpoint = text(endpoints.revocation());
        grant.authMethod = client.authMethod();
        grant.address = address;
        grant.scope = Objects.requireNonNullElseGet(tokens.scope(), () -> String.join(" ", provider.scopes()));
        grant.sasl = provider.sasl();
        grant.refreshToken = secrets.seal(Objects.requireNonNull(tokens.refreshToken()), grant.refreshTokenBinding());
        grant.accessToken = secrets.seal(tokens.accessToken(), grant.accessTokenBinding());
        grant.accessExpires = now.plus(tokens.expiresIn());
        grant.refreshed = now;
        grant.state = GrantState.ACTIVE;
        grant.error = null;
        grant.failures = 0;
        grant.nextTry = null;
        grant.clientAtFault = false;
        grant.consented = now;
        grant.updated = now;
    }

    private static @Nullable String text(@Nullable URI uri) {
        return uri == null ? null : uri.toString();
    }

    static Problem taken(String name) {
        return Problem.conflict("You have a grant named " + name
                + " already. Choose another name, or authorise that one again:"
                + " POST /api/v1/sec/oauth/grant/" + name + "/reauthorize");
    }
}
