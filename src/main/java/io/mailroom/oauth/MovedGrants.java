package io.mailroom.oauth;

import io.mailroom.account.Caller;
import io.mailroom.audit.Act;
import io.mailroom.audit.Audit;
import io.mailroom.audit.Entry;
import io.mailroom.db.Ids;
import io.mailroom.db.Transactions;
import io.mailroom.health.Connections;
import io.mailroom.secret.Secrets;
import io.mailroom.transfer.Movable;
import io.mailroom.transfer.Piece;
import io.mailroom.web.Inputs;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Grants on their way from or to another Mailroom: with the refresh token, which is not tried. A provider that rotates it gives
 * the next one to whoever asks first, so only one of both may go on.
 */
@Singleton
class MovedGrants implements Movable {

    private static final String TOKEN = "refreshToken";
    private static final String SECRET = "clientSecret";

    /** Until it is authorised again. */
    private static final String NOWHERE = "https://unknown.invalid/";

    private final GrantRows rows;
    private final Providers providers;
    private final Discovery discovery;
    private final Connections connections;
    private final Transactions transactions;
    private final Secrets secrets;
    private final Audit audit;
    private final Inputs inputs;
    private final Clock clock;

    MovedGrants(
            GrantRows rows,
            Providers providers,
            Discovery discovery,
            Connections connections,
            Transactions transactions,
            Secrets secrets,
            Audit audit,
            Inputs inputs,
            Clock clock) {
        this.rows = rows;
        this.providers = providers;
        this.discovery = discovery;
        this.connections = connections;
        this.transactions = transactions;
        this.secrets = secrets;
        this.audit = audit;
        this.inputs = inputs;
        this.clock = clock;
    }

    @Override
    public String kind() {
        return "grant";
    }

    @Override
    public Uni<List<Piece>> pieces(Caller owner) {
        return rows.of(owner.accountId())
                .map(all -> all.stream().map(this::piece).toList());
    }

    private Piece piece(OAuthGrant grant) {
        var opened = new HashMap<String, String>();
        if (grant.state == GrantState.ACTIVE) {
            secrets.opened(grant.refreshToken, grant.refreshTokenBinding())
                    .ifPresent(token -> opened.put(TOKEN, token));
        }
        secrets.opened(grant.clientSecret, grant.clientSecretBinding()).ifPresent(secret -> opened.put(SECRET, secret));
        return new Piece(grant.name, inputs.written(MovedGrant.of(grant), "name"), opened);
    }

    /** Where its provider says its endpoints, they are looked up, so that they are known in the transaction. */
    @Override
    public void inspect(@Nullable Caller owner, Piece piece) {
        if (owner == null) {
            return;
        }
        var input = input(piece);
        transactions
                .read(() -> providers.of(input, owner.collectiveId()))
                .filter(provider -> provider.known().token() == null)
                .ifPresent(discovery::of);
    }

    @Override
    public Uni<Piece> draft(Caller owner, Piece piece) {
        var input = input(piece);
        return providers
                .of(input, owner.collectiveId())
                .map(provider -> new Piece(
                        piece.name(),
                        inputs.written(input, "name", TOKEN, SECRET),
                        piece.secrets(),
                        obstacle(provider, input)));
    }

    /** Why it has to be authorised here again before it is good for anything; null when it has not. */
    private @Nullable String obstacle(Optional<Provider> provider, MovedGrant input) {
        String why;
        if (provider.isEmpty()) {
            why = "there is no provider " + input.provider() + " here that has its client";
        } else if (input.refreshToken() == null) {
            why = "it came without a refresh token";
        } else if (discovery.known(provider.get()).isEmpty()) {
            why = "the endpoints of " + provider.get().displayName() + " are not known yet";
        } else {
            return null;
        }
        return "It has to be authorised again, as " + why + ".";
    }

    /** A working one is not another one because its token has been renewed since. */
    @Override
    public List<String> differences(Piece known, Piece arriving) {
        var all = Movable.super.differences(known, arriving);
        return known.secrets().containsKey(TOKEN)
                ? all.stream().filter(field -> !field.equals(TOKEN)).toList()
                : all;
    }

    @Override
    public Uni<Void> add(Caller owner, Piece piece) {
        var input = input(piece);
        var grant = new OAuthGrant();
        grant.id = Ids.next();
        grant.accountId = owner.accountId();
        grant.name = piece.name();
        grant.created = clock.instant();
        return providers
                .of(input, owner.collectiveId())
                .invoke(provider -> fill(grant, input, provider))
                .chain(() -> rows.persistAndFlush(grant))
                .call(() -> record(owner, grant))
                .replaceWithVoid();
    }

    /** Locked, so that a refresh that is under way cannot overwrite it. */
    @Override
    public Uni<Void> replace(Caller owner, Piece piece) {
        var input = input(piece);
        return rows.named(owner.accountId(), piece.name())
                .map(found -> found.orElseThrow(() -> Wishes.unknown(piece.name())))
                .chain(found -> rows.findById(found.id, LockModeType.PESSIMISTIC_WRITE))
                .chain(grant -> providers
                        .of(input, owner.collectiveId())
                        .invoke(provider -> fill(grant, input, provider))
                        .call(rows::flush)
                        .call(() -> connections.authorised(grant.id))
                        .call(() -> record(owner, grant)))
                .replaceWithVoid();
    }

    private Uni<Void> record(Caller owner, OAuthGrant grant) {
        return audit.record(Entry.done(owner.actor(), Act.GRANT_AUTHORISED, grant.name)
                .with(grant.provider + ", " + grant.address + ", imported"));
    }

    private void fill(OAuthGrant grant, MovedGrant input, Optional<Provider> provider) {
        var now = clock.instant();
        String obstacle = obstacle(provider, input);
        var endpoints = provider.flatMap(discovery::known).orElse(Endpoints.UNKNOWN);
        grant.provider = input.provider();
        grant.clientId = input.clientId();
        grant.clientSecret =
                input.clientSecret() == null ? null : secrets.seal(input.clientSecret(), grant.clientSecretBinding());
        grant.ownClient = provider.map(Provider::own).orElse(false);
        grant.issuer = endpoints.issuer();
        grant.tenant = provider.map(Provider::tenant).orElse(null);
        grant.authorizationEndpoint = text(endpoints.authorization());
        grant.tokenEndpoint = Objects.requireNonNullElse(text(endpoints.token()), NOWHERE);
        grant.revocationEndpoint = text(endpoints.revocation());
        grant.authMethod = input.publicClient()
                ? AuthMethod.NONE
                : provider.map(Provider::authMethod).orElse(AuthMethod.NONE);
        grant.address = input.address();
        grant.scope = input.scope();
        grant.sasl = input.sasl();
        grant.refreshToken = obstacle != null || input.refreshToken() == null
                ? null
                : secrets.seal(input.refreshToken(), grant.refreshTokenBinding());
        grant.accessToken = null;
        grant.accessExpires = null;
        grant.refreshed = null;
        grant.state = obstacle == null ? GrantState.ACTIVE : GrantState.NEEDS_REAUTH;
        grant.error = obstacle;
        grant.failures = 0;
        grant.nextTry = null;
        grant.clientAtFault = false;
        grant.consented = now;
        grant.updated = now;
    }

    private MovedGrant input(Piece piece) {
        return inputs.read(piece.whole().put("name", piece.name()), MovedGrant.class);
    }

    private static @Nullable String text(@Nullable URI uri) {
        return uri == null ? null : uri.toString();
    }
}
