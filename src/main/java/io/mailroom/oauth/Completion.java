package io.mailroom.oauth;

import io.mailroom.account.Caller;
import io.mailroom.db.Transactions;
import io.mailroom.oauth.GrantKeeper.Grounds;
import io.mailroom.oauth.TokenAnswer.Failure;
import io.mailroom.oauth.TokenAnswer.Granted;
import io.mailroom.secret.Secrets;
import io.mailroom.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Turns the answer of a consent into a grant, once (RFC 6749 sections 4.1.2 and 4.1.3). Blocking. */
@ApplicationScoped
class Completion {

    private final Wishes wishes;
    private final Discovery discovery;
    private final TokenEndpoint tokens;
    private final GrantKeeper keeper;
    private final AuthorizationRows rows;
    private final Transactions transactions;
    private final Secrets secrets;
    private final Clock clock;

    Completion(
            Wishes wishes,
            Discovery discovery,
            TokenEndpoint tokens,
            GrantKeeper keeper,
            AuthorizationRows rows,
            Transactions transactions,
            Secrets secrets,
            Clock clock) {
        this.wishes = wishes;
        this.discovery = discovery;
        this.tokens = tokens;
        this.keeper = keeper;
        this.rows = rows;
        this.transactions = transactions;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** The consent that a state belongs to; empty when there is none, it was used, or its time is over. */
    Optional<OAuthAuthorization> pending(String state) {
        return transactions
                .await(() -> rows.ofState(BrowserProof.hash(state)))
                .filter(row -> row.outcome == null && clock.instant().isBefore(row.expires));
    }

    /** The user has said no, or the provider has. */
    void deny(OAuthAuthorization row, String error) {
        if (take(row)) {
            end(row.id, ConsentOutcome.DENIED, error);
        }
    }

    /**
     * Answers the grant's id.
     *
     * @param caller whose consent it is known to be
     * @param issuer who says that it gave the code (RFC 9207), if anybody does
     */
    UUID complete(OAuthAuthorization row, Caller caller, String code, @Nullable String issuer) {
        if (!take(row)) {
            throw gone();
        }
        try {
            var grant = keeper.keep(wish(row), grounds(row, caller, code, issuer));
            end(row.id, ConsentOutcome.DONE, null);
            return grant;
        } catch (Problem e) {
            end(row.id, ConsentOutcome.FAILED, e.detail());
            throw e;
        }
    }

    private Grounds grounds(OAuthAuthorization row, Caller caller, String code, @Nullable String issuer) {
        var provider = wishes.provider(caller, row.provider);
        var endpoints = discovery.of(provider);
        IssuerCheck.demand(provider, endpoints, issuer);
        if (provider.clientId() == null) {
            throw ProviderProblem.unregistered(provider);
        }
        var client = provider.client(
                Objects.requireNonNull(endpoints.token()), provider.clientId(), provider.clientSecret());
        var verifier = secrets.open(Objects.requireNonNull(row.verifier), row.verifierBinding());
        var redirectUri = URI.create(Objects.requireNonNull(row.redirectUri));
        return switch (tokens.exchange(client, code, redirectUri, verifier)) {
            case Granted granted -> new Grounds(provider, endpoints, client, false, granted, row.nonce);
            case Failure failure -> throw ProviderProblem.of(failure, provider);
        };
    }

    static Wish wish(OAuthAuthorization row) {
        return new Wish(row.accountId, row.grantName, row.grantId, row.address, row.anyAddress);
    }

    private boolean take(OAuthAuthorization row) {
        return transactions.await(() -> rows.take(row.id, clock.instant()));
    }

    private void end(UUID id, ConsentOutcome outcome, @Nullable String error) {
        transactions.await(() -> rows.end(id, outcome, error));
    }

    /** The same for one that never was, so that nobody learns anything by guessing. */
    static Problem gone() {
        return ProviderProblem.refused(
                "This consent is not known here: it has been used already, its time is over, or it"
                        + " was begun in another session. Begin again.");
    }
}
