package io.mailroom.oauth;

import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import io.mailroom.account.Caller;
import io.mailroom.db.Transactions;
import io.mailroom.secret.Secrets;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Removes a grant here, and then at its provider (RFC 7009), whose failure to do so changes nothing here. Blocking. */
@ApplicationScoped
class GrantRemoval {

    /** What is known of a grant that is not there any more. Never printed. */
    private record Removed(
            String name,
            String provider,
            @Nullable URI revocationEndpoint,
            Optional<TokenClient> client,
            @Nullable String refreshToken,
            List<String> usedBy,
            boolean shared) {
        @Override
        public String toString() {
            return "Removed[" + name + "]";
        }
    }

    private final GrantRows rows;
    private final GrantViews views;
    private final Providers providers;
    private final ProviderHttp http;
    private final Transactions transactions;
    private final Secrets secrets;

    GrantRemoval(
            GrantRows rows,
            GrantViews views,
            Providers providers,
            ProviderHttp http,
            Transactions transactions,
            Secrets secrets) {
        this.rows = rows;
        this.views = views;
        this.providers = providers;
        this.http = http;
        this.transactions = transactions;
        this.secrets = secrets;
    }

    /** Answers what has happened, for the owner to read. */
    String remove(Caller caller, String name) {
        var removed = transactions.await(() -> rows.named(caller.accountId(), name)
                .map(found -> found.orElseThrow(() -> Wishes.unknown(name)))
                .chain(grant -> describe(caller, grant).call(() -> rows.delete("id", grant.id))));
        var orphans = removed.usedBy().isEmpty()
                ? ""
                : " These settings have no login any more: " + String.join(", ", removed.usedBy()) + ".";
        return "The grant was removed." + orphans + " " + revoke(removed);
    }

    private Uni<Removed> describe(Caller caller, OAuthGrant grant) {
        return views.using(caller.accountId())
                .map(using -> using.getOrDefault(grant.id, List.of()))
                .chain(usedBy -> providers
                        .client(grant, caller.collectiveId())
                        .chain(client -> rows.count(
                                        "provider = ?1 and clientId = ?2 and lower(address) = lower(?3) and id <> ?4",
                                        grant.provider,
                                        grant.clientId,
                                        grant.address,
                                        grant.id)
                                .map(others -> removed(grant, client, usedBy, others > 0))));
    }

    private Removed removed(OAuthGrant grant, Optional<TokenClient> client, List<String> usedBy, boolean shared) {
        return new Removed(
                grant.name,
                grant.provider,
                grant.revocationEndpoint == null ? null : URI.create(grant.revocationEndpoint),
                client,
                grant.refreshToken == null ? null : secrets.open(grant.refreshToken, grant.refreshTokenBinding()),
                usedBy,
                shared);
    }

    private String revoke(Removed removed) {
        String byHand =
                " If Mailroom is to have no access any more, take it away in the settings of your account there.";
        if (removed.shared()) { // Google ends all grants of a user and a client with one of them
            return "It was not revoked at " + removed.provider()
                    + ", because another grant for the same mailbox is in use.";
        }
        if (removed.revocationEndpoint() == null || removed.refreshToken() == null) {
            return removed.provider() + " offers no way to revoke it." + byHand;
        }
        try {
            var response = request(removed, removed.revocationEndpoint(), removed.refreshToken())
                    .toHTTPRequest()
                    .send(http);
            if (response.indicatesSuccess()) {
                return removed.provider() + " has revoked it.";
            }
            Log.infof(
                    "A grant was removed, and %s did not revoke it: status %d",
                    removed.provider(), response.getStatusCode());
            return removed.provider() + " did not revoke it (status " + response.getStatusCode() + ")." + byHand;
        } catch (IOException e) {
            Log.infof(
                    "A grant was removed, and %s could not be asked to revoke it: %s",
                    removed.provider(), e.getMessage());
            return removed.provider() + " could not be asked to revoke it: " + e.getMessage() + byHand;
        }
    }

    private static TokenRevocationRequest request(Removed removed, URI endpoint, String refreshToken) {
        var token = new RefreshToken(refreshToken);
        var client = removed.client();
        var authentication = client.flatMap(TokenEndpoint::authentication);
        return authentication.isPresent()
                ? new TokenRevocationRequest(endpoint, authentication.get(), token)
                : new TokenRevocationRequest(
                        endpoint, new ClientID(client.map(TokenClient::id).orElse("unknown")), token);
    }
}
