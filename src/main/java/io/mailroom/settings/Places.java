package io.mailroom.settings;

import io.mailroom.web.Problem;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Places for conversations of one sort: bounded in all, and for each account. */
final class Places {

    private final Semaphore all;
    private final int perAccount;
    private final Duration patience;
    private final Map<UUID, Integer> taken = new ConcurrentHashMap<>();

    /** @param patience how long to wait for one of all; more than its own number no account waits for */
    Places(int all, int perAccount, Duration patience) {
        this.all = new Semaphore(all, true);
        this.perAccount = perAccount;
        this.patience = patience;
    }

    /**
     * Takes a place, which has to be {@link #leave left}.
     *
     * @throws Problem 429 or 503 when there is none
     */
    void enter(UUID account) {
        if (taken.merge(account, 1, Integer::sum) > perAccount) {
            forget(account);
            throw Problem.tooMany(
                    "Your mail servers are being asked by " + perAccount + " other "
                            + (perAccount == 1
                                    ? "request of yours. Wait for its answer"
                                    : "requests of yours. Wait for their answers")
                            + " first.",
                    patience);
        }
        if (!place()) {
            forget(account);
            throw Problem.unavailable(
                    "Too many mail servers are being asked at this moment. Try again in a moment; nothing was changed.");
        }
    }

    private boolean place() {
        try {
            return all.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void leave(UUID account) {
        all.release();
        forget(account);
    }

    private void forget(UUID account) {
        taken.computeIfPresent(account, (id, number) -> number == 1 ? null : number - 1);
    }
}
