package io.mailroom.oauth;

import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import io.mailroom.account.Caller;
import io.mailroom.db.Ids;
import io.mailroom.db.Transactions;
import io.mailroom.secret.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Sends a user to a provider for consent: the authorization code grant (RFC 6749 section 4.1) with PKCE (RFC 7636). Blocking. */
@ApplicationScoped
class Consents {

    /**
     * Where the user has to go, and what has to come back from there. Never printed.
     *
     * @param proof for the cookie of the browser that goes there
     */
    record Begun(URI authorizationUrl, String state, String proof, URI redirectUri, Instant expires) {

        @Override
        public String toString() {
            return "Begun[until " + expires + "]";
        }
    }

    private final Wishes wishes;
    private final Discovery discovery;
    private final AuthorizationRows rows;
    private final Transactions transactions;
    private final Secrets secrets;
    private final OAuthConfig config;
    private final Clock clock;

    Consents(
            Wishes wishes,
            Discovery discovery,
            AuthorizationRows rows,
            Transactions transactions,
            Secrets secrets,
            OAuthConfig config,
            Clock clock) {
        this.wishes = wishes;
        this.discovery = discovery;
        this.rows = rows;
        this.transactions = transactions;
        this.secrets = secrets;
        this.config = config;
        this.clock = clock;
    }

    Begun begin(Caller caller, ConsentInput input, URI redirectUri) {
        var wanted = wishes.of(caller, input);
        var provider = wanted.provider();
        if (provider.clientId() == null) {
            throw ProviderProblem.unregistered(provider);
        }
        var endpoints = discovery.of(provider);
        var state = BrowserProof.random();
        var proof = BrowserProof.random();
        var verifier = new CodeVerifier();
        var row = wanted.row(Ids.next(), clock.instant(), config.consentTime());
        row.stateHash = BrowserProof.hash(state);
        row.browserHash = BrowserProof.hash(proof);
        row.verifier = secrets.seal(verifier.getValue(), row.verifierBinding());
        row.redirectUri = redirectUri.toString();
        row.nonce = provider.scopes().contains("openid") ? BrowserProof.random() : null;
        var url = url(provider, provider.clientId(), endpoints, state, verifier, row);
        transactions.await(() -> rows.forgetOld(clock.instant()).chain(() -> rows.persist(row)));
        return new Begun(url, state, proof, redirectUri, row.expires);
    }

    private static URI url(
            Provider provider,
            String clientId,
            Endpoints endpoints,
            String state,
            CodeVerifier verifier,
            OAuthAuthorization row) {
        var request = new AuthorizationRequest.Builder(ResponseType.CODE, new ClientID(clientId))
                .endpointURI(endpoints.authorization())
                .redirectionURI(URI.create(Objects.requireNonNull(row.redirectUri)))
                .scope(Scope.parse(provider.scopes()))
                .state(new State(state))
                .codeChallenge(verifier, CodeChallengeMethod.S256);
        add(request, "nonce", row.nonce);
        add(request, "login_hint", row.address);
        provider.authorizeParameters().forEach((name, value) -> add(request, name, value));
        return request.build().toURI();
    }

    private static void add(AuthorizationRequest.Builder request, String name, @Nullable String value) {
        if (value != null) {
            request.customParameter(name, value);
        }
    }
}
