package io.mailroom.oauth;

import io.mailroom.secret.Secrets;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The providers that a collective may use: its own, the operator's, and Google and Microsoft as such, for clients that users
 * bring with them. Within the caller's session or transaction.
 */
@ApplicationScoped
class Providers {

    private final OAuthConfig config;
    private final ClientRows clients;
    private final Secrets secrets;

    Providers(OAuthConfig config, ClientRows clients, Secrets secrets) {
        this.config = config;
        this.clients = clients;
        this.secrets = secrets;
    }

    /** By id. */
    Uni<List<Provider>> all(UUID collective) {
        return clients.of(collective).map(own -> {
            var all = new TreeMap<String, Provider>();
            for (var kind : List.of(ProviderKind.GOOGLE, ProviderKind.MICROSOFT)) {
                all.put(kind.word(), unregistered(kind));
            }
            config.provider().forEach((id, configured) -> all.put(id, of(id, configured)));
            own.forEach(client -> all.put(client.provider, of(client)));
            return List.copyOf(all.values());
        });
    }

    Uni<Optional<Provider>> named(UUID collective, String id) {
        return clients.named(collective, id)
                .map(own -> own.map(this::of).or(() -> configured(id)).or(() -> wellKnown(id)));
    }

    /**
     * The client that a grant was made with, and where it gets tokens; empty when that was the provider's and the provider's
     * is another one now, or none: a refresh token is good for the client that it was given to and no other.
     */
    Uni<Optional<TokenClient>> client(OAuthGrant grant, UUID collective) {
        if (grant.clientSecret != null) {
            return Uni.createFrom()
                    .item(Optional.of(clientOf(grant, secrets.open(grant.clientSecret, grant.clientSecretBinding()))));
        }
        return registered(grant, collective)
                .map(found -> found.filter(provider -> grant.clientId.equals(provider.clientId()))
                        .map(provider -> provider.client(
                                tokenEndpoint(provider, grant), grant.clientId, provider.clientSecret()))
                        .or(() -> grant.authMethod == AuthMethod.NONE
                                ? Optional.of(clientOf(grant, null))
                                : Optional.empty()));
    }

    /** The one here that can go on with a grant from elsewhere: with its very client, or with one that it brings along. */
    Uni<Optional<Provider>> of(MovedGrant moved, UUID collective) {
        String id = moved.provider();
        return clients.named(collective, id).map(own -> {
            var known = Stream.of(own.map(this::of), configured(id), wellKnown(id))
                    .flatMap(Optional::stream)
                    .toList();
            return known.stream()
                    .filter(provider -> moved.clientId().equals(provider.clientId()))
                    .findFirst()
                    .or(() -> known.stream().findFirst().filter(provider -> moved.bringsClient()));
        });
    }

    /** Those that access to mail depends on, in the words of the grant's provider. */
    Uni<List<String>> mailScopes(OAuthGrant grant, UUID collective) {
        return registered(grant, collective)
                .map(found -> found.or(() -> wellKnown(grant.provider))
                        .map(Provider::mailScopes)
                        .orElseGet(() -> MailScopes.ofMail(grant.scope)));
    }

    /**
     * From the same owner: a collective that calls its own provider as the operator calls theirs must neither get the
     * operator's secret sent where it says, nor take the grants away that its users have made with the operator's client.
     */
    private Uni<Optional<Provider>> registered(OAuthGrant grant, UUID collective) {
        return grant.ownClient
                ? clients.named(collective, grant.provider).map(own -> own.map(this::of))
                : Uni.createFrom().item(() -> configured(grant.provider));
    }

    /**
     * As the provider has it now. An admin may not move it to another server: what users have consented to there is not for
     * another one to see.
     */
    private static URI tokenEndpoint(Provider provider, OAuthGrant grant) {
        var granted = URI.create(grant.tokenEndpoint);
        var now = provider.known().token();
        return now != null && (!provider.own() || isOnTheSameServer(now, granted)) ? now : granted;
    }

    private static boolean isOnTheSameServer(URI one, URI other) {
        return one.getScheme().equalsIgnoreCase(other.getScheme())
                && one.getRawAuthority().equalsIgnoreCase(other.getRawAuthority());
    }

    private static TokenClient clientOf(OAuthGrant grant, @Nullable String secret) {
        return new TokenClient(URI.create(grant.tokenEndpoint), grant.clientId, secret, grant.authMethod);
    }

    private Optional<Provider> configured(String id) {
        return Optional.ofNullable(config.provider().get(id)).map(found -> of(id, found));
    }

    private static Optional<Provider> wellKnown(String id) {
        return ProviderKind.of(id).filter(kind -> kind != ProviderKind.OIDC).map(Providers::unregistered);
    }

    private static Provider unregistered(ProviderKind kind) {
        return new Provider(
                kind.word(),
                kind,
                kind.displayName(),
                null,
                null,
                null,
                kind.endpoints(null),
                kind.scopes(),
                null,
                kind.authMethod(),
                kind.addressClaims(),
                kind.authorizeParameters(),
                false);
    }

    static Provider of(String id, OAuthConfig.Provider found) {
        var kind = found.kind().or(() -> ProviderKind.of(id)).orElse(ProviderKind.OIDC);
        var tenant = found.tenant().orElse(null);
        var said = new Endpoints(
                found.issuer().map(URI::toString).orElse(null),
                found.authorizationEndpoint().orElse(null),
                found.tokenEndpoint().orElse(null),
                found.deviceAuthorizationEndpoint().orElse(null),
                found.revocationEndpoint().orElse(null),
                found.userinfoEndpoint().orElse(null),
                found.jwksUri().orElse(null),
                false);
        return new Provider(
                id,
                kind,
                found.displayName().orElseGet(() -> name(id, kind)),
                found.clientId().orElse(null),
                found.clientSecret().orElse(null),
                tenant,
                said.or(kind.endpoints(tenant)),
                found.scopes().orElse(kind.scopes()),
                found.sasl().orElse(null),
                found.authMethod().orElse(kind.authMethod()),
                found.addressClaim().map(List::of).orElse(kind.addressClaims()),
                with(kind.authorizeParameters(), found.authorizeParameters()),
                false);
    }

    private Provider of(OAuthClient found) {
        var said = new Endpoints(
                found.issuer,
                uri(found.authorizationEndpoint),
                uri(found.tokenEndpoint),
                uri(found.deviceAuthorizationEndpoint),
                uri(found.revocationEndpoint),
                uri(found.userinfoEndpoint),
                uri(found.jwksUri),
                false);
        return new Provider(
                found.provider,
                found.kind,
                found.displayName == null ? name(found.provider, found.kind) : found.displayName,
                found.clientId,
                found.clientSecret == null ? null : secrets.open(found.clientSecret, found.clientSecretBinding()),
                found.tenant,
                said.or(found.kind.endpoints(found.tenant)),
                found.scopes == null ? found.kind.scopes() : Arrays.asList(found.scopes.split(" ")),
                found.sasl,
                found.authMethod == null ? found.kind.authMethod() : found.authMethod,
                found.addressClaim == null ? found.kind.addressClaims() : List.of(found.addressClaim),
                with(found.kind.authorizeParameters(), AuthorizeParameters.read(found.authorizeParameters)),
                true);
    }

    private static String name(String id, ProviderKind kind) {
        return id.equals(kind.word()) ? kind.displayName() : id;
    }

    private static @Nullable URI uri(@Nullable String text) {
        return text == null ? null : URI.create(text);
    }

    private static Map<String, String> with(Map<String, String> usual, Map<String, String> more) {
        var all = new LinkedHashMap<>(usual);
        all.putAll(more);
        return all;
    }
}
