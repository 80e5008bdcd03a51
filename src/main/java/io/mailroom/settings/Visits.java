package io.mailroom.settings;

import io.mailroom.egress.Timeouts;
import io.mailroom.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Conversations with users' mail servers while a request waits for them: bounded in number, in all and for each account,
 * and in time. Blocking; on a virtual thread, outside any transaction.
 */
@ApplicationScoped
class Visits {

    private final SettingsConfig config;
    private final Semaphore places;
    private final Map<UUID, Integer> perAccount = new ConcurrentHashMap<>();

    Visits(SettingsConfig config) {
        this.config = config;
        this.places = new Semaphore(config.visits(), true);
    }

    /**
     * Has {@code work} done on a thread of its own, which is interrupted when it takes longer than this.
     *
     * @throws Problem 429 or 503 when too many such requests are under way
     * @throws Visit.TooSlow when it was left
     */
    <T> T visit(UUID account, Duration most, Supplier<T> work) {
        enter(account);
        boolean begun = false;
        try {
            var visit = new Visit<>(work, () -> leave(account));
            visit.start();
            begun = true;
            return visit.await(most);
        } finally {
            if (!begun) {
                leave(account);
            }
        }
    }

    /** For a conversation that is over after this time at the latest. */
    static Timeouts timeouts(Duration most) {
        return new Timeouts(shorter(Timeouts.DEFAULT.connect(), most), shorter(Timeouts.DEFAULT.read(), most));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void enter(UUID account) {
        if (perAccount.merge(account, 1, Integer::sum) > config.visitsPerAccount()) {
            forget(account);
            throw Problem.tooMany(
                    "Your mail servers are being asked by " + config.visitsPerAccount()
                            + " other requests of yours. Wait for their answers first.",
                    config.maxWait());
        }
        if (!place()) {
            forget(account);
            throw Problem.unavailable(
                    "Too many mail servers are being asked at this moment. Try again in a moment; nothing was changed.");
        }
    }

    private boolean place() {
        try {
            return places.tryAcquire(config.maxWait().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void leave(UUID account) {
        places.release();
        forget(account);
    }

    private void forget(UUID account) {
        perAccount.computeIfPresent(account, (id, number) -> number == 1 ? null : number - 1);
    }
}
