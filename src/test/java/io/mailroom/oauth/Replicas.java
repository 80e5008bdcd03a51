package io.mailroom.oauth;

import io.mailroom.account.Owners;
import io.mailroom.db.Transactions;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Clock;

/** More of what there is one of in each replica: they share the database and nothing else. */
@Singleton
class Replicas {

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

    Replicas(
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
    }

    AccessTokens another() {
        var refresh = new TokenRefresh(
                rows, endpoint, grants, providers, revocations, owners, transactions, config, metrics, clock);
        return new AccessTokens(rows, new RefreshFlights(refresh), config, clock);
    }
}
