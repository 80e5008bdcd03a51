package io.mailroom.oauth;

import io.mailroom.egress.CredentialException;
import io.mailroom.schedule.Job;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Refreshes grants that nobody uses: providers forget what they have not heard of for months. */
@ApplicationScoped
class KeepAlive implements Job {

    private static final Duration EVERY = Duration.ofHours(1);

    /** One after the other; the rest at once in the next run. */
    private static final int MOST = 100;

    private final TokenRows rows;
    private final AccessTokens tokens;
    private final OAuthConfig config;
    private final Clock clock;

    KeepAlive(TokenRows rows, AccessTokens tokens, OAuthConfig config, Clock clock) {
        this.rows = rows;
        this.tokens = tokens;
        this.config = config;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "oauth-keep-alive";
    }

    @Override
    public Optional<Instant> run(String instance) {
        var since = clock.instant().minus(config.keepAlive());
        var silent = rows.silentSince(since, MOST);
        for (var grant : silent) {
            try {
                tokens.showLife(grant, since);
            } catch (CredentialException e) {
                // Kept with the grant for its owner; the others are not to wait for it.
                Log.debugf("Grant %s was not kept alive: %s", grant, e.getMessage());
            } catch (RuntimeException e) {
                Log.errorf(e, "Grant %s could not be kept alive", grant);
                rows.putOff(grant, clock.instant().plus(EVERY)); // or it would head every run from now on
            }
        }
        // Each of them was refreshed, given up or put off, so none of them comes first again.
        return Optional.of(
                silent.size() == MOST ? clock.instant() : clock.instant().plus(EVERY));
    }

    @Override
    public Optional<String> standing() {
        return Optional.of("all");
    }
}
