package io.mailroom.oauth;

import io.mailroom.egress.Cause;
import io.mailroom.egress.Credential;
import io.mailroom.egress.CredentialException;
import io.mailroom.egress.CredentialSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Access tokens that are good at the moment they are asked for. They are refreshed ahead of their end, and once after a mail
 * server has refused one, by one thread of one replica at a time; the others wait for what it gets. Blocking, for virtual
 * threads, outside any transaction.
 */
@ApplicationScoped
public class AccessTokens {

    /** What was refreshed, looked at again, and is used up once more already, is of no use to anybody. */
    private static final int MOST_ROUNDS = 5;

    private final TokenRows rows;
    private final RefreshFlights flights;
    private final OAuthConfig config;
    private final Clock clock;

    AccessTokens(TokenRows rows, RefreshFlights flights, OAuthConfig config, Clock clock) {
        this.rows = rows;
        this.flights = flights;
        this.config = config;
        this.clock = clock;
    }

    /** Lets a user of a mail server in by a grant. Nothing is read or asked before it is used. */
    public CredentialSource of(UUID grant, String user) {
        return new GrantCredentials(this, grant, user);
    }

    Credential.AccessToken current(UUID grant, String user) {
        return credential(fresh(grant, new TokenNeed.Use(config.refreshAhead())), user);
    }

    /**
     * Empty where a new token would be no better: the refused one has only just come from the provider, or is what it gives
     * again.
     */
    Optional<Credential> renewed(UUID grant, String user, String refused) {
        var held = load(grant);
        if (refused.equals(held.accessToken()) && isNew(held)) {
            return Optional.empty();
        }
        var renewed = fresh(grant, new TokenNeed.Instead(refused, held.refreshed()));
        return refused.equals(renewed.accessToken()) ? Optional.empty() : Optional.of(credential(renewed, user));
    }

    private boolean isNew(HeldTokens held) {
        return held.refreshed() != null
                && clock.instant().isBefore(held.refreshed().plus(config.renewAtMostEvery()));
    }

    /** Tells the provider that a grant is still wanted, unless it has heard of it since then. */
    void showLife(UUID grant, Instant since) {
        fresh(grant, new TokenNeed.SignOfLife(since));
    }

    private HeldTokens fresh(UUID grant, TokenNeed need) {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            var held = load(grant);
            if (!held.active()) {
                throw new CredentialException(Cause.OAUTH_INVALID_GRANT, explain(held));
            }
            if (need.metBy(held, clock.instant())) {
                return held;
            }
            var failure = held.waiting(clock.instant()) ? Optional.of(later(held)) : flights.refresh(grant, need);
            if (failure.isPresent()) {
                return servingStill(grant, need).orElseThrow(failure::get);
            }
        }
        throw new CredentialException(Cause.UNAVAILABLE, "The provider's access tokens end as soon as they begin.");
    }

    /** Refreshing came ahead of need, and there was time to fail. */
    private Optional<HeldTokens> servingStill(UUID grant, TokenNeed need) {
        return need instanceof TokenNeed.Use
                ? Optional.of(load(grant))
                        .filter(held ->
                                held.active() && held.left(clock.instant()).isPositive())
                : Optional.empty();
    }

    private HeldTokens load(UUID grant) {
        return rows.load(grant)
                .orElseThrow(() -> new CredentialException(
                        Cause.OTHER, "The authorisation that these settings refer to is no longer there."));
    }

    private static String explain(HeldTokens held) {
        return held.error() == null ? "The grant " + held.name() + " has to be authorised again." : held.error();
    }

    private static CredentialException later(HeldTokens held) {
        return held.clientAtFault()
                ? new CredentialException(Cause.OTHER, explain(held))
                : new CredentialException(
                        Cause.UNAVAILABLE, explain(held) + " The provider is asked again at " + held.nextTry() + ".");
    }

    private static Credential.AccessToken credential(HeldTokens held, String user) {
        if (held.accessToken() == null) {
            throw new IllegalStateException("no access token in a grant that has been refreshed");
        }
        return new Credential.AccessToken(user, held.accessToken(), held.mechanism());
    }

    /** Equal for the same user of the same grant, whatever tokens it has. */
    record GrantCredentials(AccessTokens tokens, UUID grant, String user) implements CredentialSource {

        @Override
        public Credential current() {
            return tokens.current(grant, user);
        }

        @Override
        public Optional<Credential> renewed(Credential refused) {
            return refused instanceof Credential.AccessToken token
                    ? tokens.renewed(grant, user, token.token())
                    : Optional.empty();
        }

        @Override
        public String toString() {
            return "GrantCredentials[" + grant + "]";
        }
    }
}
