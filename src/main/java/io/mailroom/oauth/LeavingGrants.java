package io.mailroom.oauth;

import io.mailroom.account.BeforeRemoval;
import io.mailroom.db.Transactions;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Tells providers that the grants of an account that is about to be deleted are of no use any more. */
@ApplicationScoped
class LeavingGrants implements BeforeRemoval {

    private static final int AT_ONCE = 8;

    private final GrantRows rows;
    private final Revocations revocations;
    private final Transactions transactions;
    private final OAuthConfig config;

    LeavingGrants(GrantRows rows, Revocations revocations, Transactions transactions, OAuthConfig config) {
        this.rows = rows;
        this.revocations = revocations;
        this.transactions = transactions;
        this.config = config;
    }

    @Override
    public void beforeRemoval(UUID account, UUID collective) {
        revoke(account, collective, config.timeout().multipliedBy(2));
    }

    /** Whatever has not been answered in that time is left as it is. */
    void revoke(UUID account, UUID collective, Duration most) {
        var tasks = transactions.await(() -> rows.of(account)).stream()
                .map(grant -> Executors.callable(() -> revoke(grant, collective)))
                .toList();
        var threads = Executors.newFixedThreadPool(
                AT_ONCE, Thread.ofVirtual().name("revoke-", 0).factory());
        try {
            long left = threads.invokeAll(tasks, most.toMillis(), TimeUnit.MILLISECONDS).stream()
                    .filter(Future::isCancelled)
                    .count();
            if (left > 0) {
                Log.warnf("%d grants of the account %s, which is deleted, could not be revoked in time", left, account);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while grants were revoked", e);
        } finally {
            threads.shutdownNow();
        }
    }

    /** One that cannot be read keeps none of the others. */
    private void revoke(OAuthGrant grant, UUID collective) {
        try {
            Log.infof(
                    "Grant %s goes with its account. %s",
                    grant.id, revocations.revoke(transactions.await(() -> revocations.ofLeaving(grant, collective))));
        } catch (RuntimeException e) {
            Log.warnf(e, "Grant %s goes with its account, and could not be revoked", grant.id);
        }
    }
}
