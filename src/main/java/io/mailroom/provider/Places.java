package io.mailroom.provider;

import io.mailroom.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Bounds the searches under way, in all and for each account: each of them makes requests to hosts that a user names. */
@ApplicationScoped
class Places {

    private static final Duration RETRY = Duration.ofSeconds(2);

    private final ProviderConfig config;
    private final Semaphore places;
    private final Map<UUID, Integer> perAccount = new ConcurrentHashMap<>();

    Places(ProviderConfig config) {
        this.config = config;
        this.places = new Semaphore(config.searches());
    }

    /** @throws Problem 429 or 503 when there are too many */
    <T> T with(UUID account, Supplier<T> search) {
        if (perAccount.merge(account, 1, Integer::sum) > config.searchesPerAccount()) {
            forget(account);
            throw Problem.tooMany(
                    "You are looking for " + config.searchesPerAccount()
                            + " other providers already. Wait for their answers first.",
                    RETRY);
        }
        try {
            if (!places.tryAcquire()) {
                throw Problem.unavailable("Too many providers are being looked for. Try again in a moment.");
            }
            try {
                return search.get();
            } finally {
                places.release();
            }
        } finally {
            forget(account);
        }
    }

    private void forget(UUID account) {
        perAccount.computeIfPresent(account, (id, number) -> number == 1 ? null : number - 1);
    }
}
