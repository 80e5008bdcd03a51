package io.mailroom.oauth;

import io.mailroom.egress.Cause;
import io.mailroom.egress.CredentialException;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One refresh of a grant at a time in this process, on a thread of its own: who waits for it may be stopped at any moment, and
 * what the provider has answered must be kept all the same.
 */
@ApplicationScoped
class RefreshFlights {

    private final ConcurrentHashMap<UUID, CompletableFuture<Optional<CredentialException>>> flights =
            new ConcurrentHashMap<>();
    private final TokenRefresh refresh;

    RefreshFlights(TokenRefresh refresh) {
        this.refresh = refresh;
    }

    /**
     * Waits for the one that is under way, or for one of its own.
     *
     * @return why there is no new token; empty when it is worth looking at the row again
     */
    Optional<CredentialException> refresh(UUID grant, TokenNeed need) {
        var own = new CompletableFuture<Optional<CredentialException>>();
        var flying = flights.putIfAbsent(grant, own);
        if (flying == null) {
            Thread.ofVirtual().name("oauth-refresh").start(() -> run(grant, need, own));
        }
        return await(flying == null ? own : flying, refresh.longest());
    }

    private void run(UUID grant, TokenNeed need, CompletableFuture<Optional<CredentialException>> flight) {
        try {
            var outcome = refresh.run(grant, need);
            flights.remove(grant, flight); // before anybody who has waited can come back
            flight.complete(outcome);
        } catch (Throwable e) {
            flights.remove(grant, flight);
            flight.completeExceptionally(e); // whoever waits decides
        }
    }

    private static Optional<CredentialException> await(
            CompletableFuture<Optional<CredentialException>> flight, Duration most) {
        try {
            return flight.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (TimeoutException e) {
            return Optional.of(new CredentialException(
                    Cause.UNAVAILABLE, "The provider takes too long to renew the access token."));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(new CredentialException(Cause.UNAVAILABLE, "The access token was not waited for."));
        }
    }

    /** After the jobs that use tokens, and before the database goes: a refresh token that was rotated has to be kept. */
    void stop(@Observes @Priority(200) ShutdownEvent event) {
        List.copyOf(flights.values()).forEach(flight -> {
            try {
                await(flight, refresh.longest());
            } catch (RuntimeException failed) {
                // It had its chance.
            }
        });
    }
}
