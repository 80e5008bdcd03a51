package io.mailroom.oauth;

import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import io.mailroom.secret.Secrets;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tells providers which refresh tokens are of no use here any more (RFC 7009); their failure to listen changes nothing here. */
@ApplicationScoped
class Revocations {

    /**
     * What is to be revoked. Never printed.
     *
     * @param endpoint null where the provider has none
     * @param shared whether another grant was given to the same client by the same user, and would end with it
     */
    record Unwanted(
            String provider,
            @Nullable URI endpoint,
            Optional<TokenClient> client,
            @Nullable String refreshToken,
            boolean shared) {
        @Override
        public String toString() {
            return "Unwanted[" + provider + "]";
        }
    }

    private static final String SAME_MAILBOX = "provider = ?1 and clientId = ?2 and lower(address) = lower(?3) and ";

    private static final String BY_HAND =
            " If Mailroom is to have no access any more, take it away in the settings of your account there.";

    private final GrantRows rows;
    private final Providers providers;
    private final ProviderHttp http;
    private final Secrets secrets;

    Revocations(GrantRows rows, Providers providers, ProviderHttp http, Secrets secrets) {
        this.rows = rows;
        this.providers = providers;
        this.http = http;
        this.secrets = secrets;
    }

    /** The refresh token that a grant has now. Within the caller's transaction. */
    Uni<Unwanted> of(OAuthGrant grant, UUID collective) {
        return providers.client(grant, collective).chain(client -> of(grant, client, refreshToken(grant)));
    }

    /** Another one that came of it. Within the caller's transaction. */
    Uni<Unwanted> of(OAuthGrant grant, Optional<TokenClient> client, @Nullable String refreshToken) {
        return rows.count(SAME_MAILBOX + "id <> ?4", grant.provider, grant.clientId, grant.address, grant.id)
                .map(others -> unwanted(grant, client, refreshToken, others > 0));
    }

    /** The one that a grant has now, which goes with all others of its account. Within the caller's transaction. */
    Uni<Unwanted> ofLeaving(OAuthGrant grant, UUID collective) {
        return rows.count(
                        SAME_MAILBOX + "accountId <> ?4",
                        grant.provider,
                        grant.clientId,
                        grant.address,
                        grant.accountId)
                .chain(others -> providers
                        .client(grant, collective)
                        .map(client -> unwanted(grant, client, refreshToken(grant), others > 0)));
    }

    private static Unwanted unwanted(
            OAuthGrant grant, Optional<TokenClient> client, @Nullable String refreshToken, boolean shared) {
        var endpoint = grant.revocationEndpoint == null ? null : URI.create(grant.revocationEndpoint);
        return new Unwanted(grant.provider, endpoint, client, refreshToken, shared);
    }

    private @Nullable String refreshToken(OAuthGrant grant) {
        return grant.refreshToken == null ? null : secrets.open(grant.refreshToken, grant.refreshTokenBinding());
    }

    /** Answers what has happened, for the owner to read. Blocking, outside any transaction. */
    String revoke(Unwanted unwanted) {
        if (unwanted.shared()) { // Google ends all grants of a user and a client with one of them
            return "It was not revoked at " + unwanted.provider()
                    + ", because access to the same mailbox is in use under another name.";
        }
        if (unwanted.endpoint() == null || unwanted.refreshToken() == null) {
            return unwanted.provider() + " offers no way to revoke it." + BY_HAND;
        }
        try {
            var response = request(unwanted.endpoint(), unwanted.client(), unwanted.refreshToken())
                    .toHTTPRequest()
                    .send(http);
            if (response.indicatesSuccess()) {
                return unwanted.provider() + " has revoked it.";
            }
            Log.infof(
                    "%s did not revoke a token that is not needed any more: status %d",
                    unwanted.provider(), response.getStatusCode());
            return unwanted.provider() + " did not revoke it (status " + response.getStatusCode() + ")." + BY_HAND;
        } catch (IOException e) {
            Log.infof(
                    "%s could not be asked to revoke a token that is not needed any more: %s",
                    unwanted.provider(), e.getMessage());
            return unwanted.provider() + " could not be asked to revoke it: " + e.getMessage() + BY_HAND;
        }
    }

    private static TokenRevocationRequest request(URI endpoint, Optional<TokenClient> client, String refreshToken) {
        var token = new RefreshToken(refreshToken);
        var authentication = client.flatMap(TokenEndpoint::authentication);
        return authentication.isPresent()
                ? new TokenRevocationRequest(endpoint, authentication.get(), token)
                : new TokenRevocationRequest(
                        endpoint, new ClientID(client.map(TokenClient::id).orElse("unknown")), token);
    }
}
