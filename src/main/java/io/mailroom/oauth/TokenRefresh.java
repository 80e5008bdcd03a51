package io.mailroom.oauth;

import io.mailroom.account.Owners;
import io.mailroom.db.Transactions;
import io.mailroom.egress.Cause;
import io.mailroom.egress.CredentialException;
import io.mailroom.oauth.TokenAnswer.Granted;
import io.mailroom.oauth.TokenAnswer.Misconfigured;
import io.mailroom.oauth.TokenAnswer.Temporary;
import io.mailroom.oauth.TokenAnswer.Terminal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Shows a grant's refresh token to its provider and keeps what comes of it, on one replica at a time (RFC 6749 section 6).
 * Blocking, with no transaction open while the provider is asked.
 *
 * <p>What the provider answers is committed before anybody gets to use it. A replica that dies between the answer and the
 * commit leaves the old refresh token behind, and another one shows it again as soon as the lease is over: Google does not
 * rotate, Microsoft goes on taking the old one, and those that detect reuse mostly forgive it for half a minute (RFC 9700
 * section 4.14.2 leaves that to them). Where they do not, the owner is told to authorise again.
 */
@Startup // so that its numbers are there, at zero, before anything happens
@ApplicationScoped
class TokenRefresh {

    private static final Duration FIRST_LOOK = Duration.ofMillis(50);
    private static final Duration LAST_LOOK = Duration.ofMillis(500);

    /**
     * Whoever has held a lease until it was over may only have been kept from the database, as we were, and commits as soon as
     * it is back: this is enough to let it. A longer lease would be too long for those that forgive for half a minute.
     */
    private static final Duration COURTESY = LAST_LOOK.multipliedBy(2);

    private final TokenRows rows;
    private final TokenEndpoint endpoint;
    private final GrantRows grants;
    private final Providers providers;
    private final Revocations revocations;
    private final Owners owners;
    private final Transactions transactions;
    private final OAuthConfig config;
    private final MeterRegistry metrics;
    private final Clock clock;

    TokenRefresh(
            TokenRows rows,
            TokenEndpoint endpoint,
            GrantRows grants,
            Providers providers,
            Revocations revocations,
            Owners owners,
            Transactions transactions,
            OAuthConfig config,
            MeterRegistry metrics,
            Clock clock) {
        this.rows = rows;
        this.endpoint = endpoint;
        this.grants = grants;
        this.providers = providers;
        this.revocations = revocations;
        this.owners = owners;
        this.transactions = transactions;
        this.config = config;
        this.metrics = metrics;
        this.clock = clock;
        for (var outcome : List.of("renewed", "retry", "misconfigured", "needs-reauth", "superseded")) {
            counter(outcome);
        }
    }

    /** So long the others keep away: the time of an answer, and enough to commit it on a bad day. */
    private Duration lease() {
        return config.timeout().multipliedBy(2).plusSeconds(5);
    }

    /** How long all of it may take: another replica may have to be waited for in vain first. */
    Duration longest() {
        return lease().multipliedBy(2);
    }

    /** @return why there is no new token; empty when it is worth looking at the row again */
    Optional<CredentialException> run(UUID grant, TokenNeed need) {
        long deadline = System.nanoTime() + lease().plus(config.timeout()).toNanos();
        var pause = FIRST_LOOK;
        boolean courteous = false;
        while (System.nanoTime() < deadline) {
            var found = rows.load(grant);
            if (found.isEmpty() || isSettled(found.get(), need)) {
                return Optional.empty();
            }
            var held = found.get();
            if (held.sealedRefreshToken() == null) {
                rows.giveUp(held, ReauthAdvice.withoutRefreshToken(held));
                return Optional.empty();
            }
            if (held.brokenOff() && !courteous) {
                courteous = true;
                sleep(COURTESY);
                continue;
            }
            var claimed = clock.instant(); // before it is: our lease is over no later than we think
            if (!held.leased() && rows.claim(held, lease())) {
                return ask(held, claimed);
            }
            if (need instanceof TokenNeed.Use && held.left(clock.instant()).isPositive()) {
                break; // another replica is at it, and until then the old one will do
            }
            sleep(pause);
            pause = pause.multipliedBy(2).compareTo(LAST_LOOK) > 0 ? LAST_LOOK : pause.multipliedBy(2);
        }
        return Optional.of(new CredentialException(
                Cause.UNAVAILABLE, "Another replica has been renewing the access token for too long."));
    }

    private boolean isSettled(HeldTokens held, TokenNeed need) {
        var now = clock.instant();
        return !held.active() || held.waiting(now) || need.metBy(held, now);
    }

    /**
     * A grant, and the client that it is to be refreshed as. Never printed.
     *
     * @param mailScopes without which it is of no use
     */
    private record Asking(OAuthGrant grant, TokenClient client, List<String> mailScopes) {}

    private Optional<CredentialException> ask(HeldTokens held, Instant claimed) {
        var asking = asking(held.id());
        if (asking.isEmpty()) {
            return postpone( // whoever configures it back finds the grant as it was
                    held,
                    ClientAdvice.otherClient(held),
                    Cause.OTHER,
                    "misconfigured",
                    RetryPause.after(held.failures(), null));
        }
        var asked = clock.instant(); // before the answer: no token is believed to live longer than it does
        if (asked.plus(config.timeout()).isAfter(claimed.plus(lease()))) {
            Log.warnf("Grant %s was not refreshed: the database has kept us waiting until others may", held.id());
            return Optional.empty();
        }
        var refreshToken = rows.refreshToken(held);
        var client = asking.get().client();
        return switch (endpoint.refresh(client, refreshToken)) {
            case Granted granted -> keep(held, asking.get(), granted, refreshToken, asked);
            case Terminal terminal -> giveUp(held, ReauthAdvice.of(held, client, terminal, clock.instant()));
            case Misconfigured wrong ->
                postpone(
                        held,
                        ClientAdvice.of(wrong),
                        Cause.OTHER,
                        "misconfigured",
                        RetryPause.after(held.failures(), null));
            case Temporary passing ->
                postpone(
                        held,
                        passing.message(),
                        Cause.UNAVAILABLE,
                        "retry",
                        RetryPause.after(held.failures(), passing.retryAfter()));
        };
    }

    private Optional<Asking> asking(UUID grant) {
        return transactions.await(() -> grants.findById(grant)
                .chain(found -> found == null ? Uni.createFrom().item(Optional.<Asking>empty()) : asking(found)));
    }

    private Uni<Optional<Asking>> asking(OAuthGrant grant) {
        return owners.of(grant.accountId)
                .chain(owner -> owner.isPresent()
                        ? asking(grant, owner.get().collectiveId())
                        : Uni.createFrom().item(Optional.empty()));
    }

    private Uni<Optional<Asking>> asking(OAuthGrant grant, UUID collective) {
        return providers
                .client(grant, collective)
                .chain(client -> providers
                        .mailScopes(grant, collective)
                        .map(scopes -> client.map(known -> new Asking(grant, known, scopes))));
    }

    /** A database that was killed is back in seconds, and what cannot be kept now is lost for good where tokens rotate. */
    private Optional<CredentialException> keep(
            HeldTokens held, Asking asking, Granted granted, String shown, Instant asked) {
        var next = granted.refreshToken() == null ? shown : granted.refreshToken();
        var lost = MailScopes.lost(asking.mailScopes(), asking.grant().scope, granted.scope());
        var wrong = lost.isEmpty() ? null : ReauthAdvice.withoutScopes(held, asking.client(), lost);
        long deadline = System.nanoTime() + longest().toNanos();
        while (true) {
            try {
                var kept = rows.store(held, granted, next, asked, wrong);
                tell(held, granted, kept, wrong);
                if (!kept && !next.equals(shown) && rows.load(held.id()).isEmpty()) {
                    revoke(asking, next);
                }
                return Optional.empty();
            } catch (RuntimeException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                sleep(LAST_LOOK);
            }
        }
    }

    private void tell(HeldTokens held, Granted granted, boolean kept, @Nullable String wrong) {
        if (!kept) {
            count("superseded");
            Log.infof("Grant %s was given other tokens while it was refreshed", held.id());
        } else if (wrong != null) {
            toldToReauthorise(held, wrong);
        } else {
            count("renewed");
            Log.infof(
                    "Grant %s has a new access token, good for %d s",
                    held.id(), granted.expiresIn().toSeconds());
        }
    }

    private void toldToReauthorise(HeldTokens held, String why) {
        count("needs-reauth");
        Log.warnf("Grant %s has to be authorised again by its owner: %s", held.id(), why);
    }

    /** The grant was removed meanwhile, and with it what was shown: nobody else knows of the one that came instead. */
    private void revoke(Asking asking, String refreshToken) {
        revocations.revoke(
                transactions.await(() -> revocations.of(asking.grant(), Optional.of(asking.client()), refreshToken)));
    }

    private Optional<CredentialException> giveUp(HeldTokens held, String why) {
        if (rows.giveUp(held, why)) {
            toldToReauthorise(held, why);
        } else {
            count("superseded"); // what was refused is no longer what we have
        }
        return Optional.empty();
    }

    private Optional<CredentialException> postpone(
            HeldTokens held, String why, Cause cause, String outcome, Duration pause) {
        if (!rows.postpone(held, why, cause == Cause.OTHER, clock.instant().plus(pause))) {
            count("superseded");
            return Optional.empty();
        }
        count(outcome);
        Log.warnf("Grant %s could not be refreshed, and is tried again in %d s: %s", held.id(), pause.toSeconds(), why);
        return Optional.of(new CredentialException(cause, why));
    }

    private void count(String outcome) {
        counter(outcome).increment();
    }

    private Counter counter(String outcome) {
        return Counter.builder("mailroom.oauth.refreshes")
                .description("Access tokens that were asked for, by what came of it")
                .tag("outcome", outcome)
                .register(metrics);
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("nobody interrupts a refresh", e);
        }
    }
}
