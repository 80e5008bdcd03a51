package io.mailroom.outbox;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How many mails are on their way at the same time: one user's take up half of the places at most, so that whose server is slow
 * waits for it and nobody else does. Blocking.
 */
final class SendPlaces {

    /** Of one user. The last who leaves takes it along. */
    private record Share(Semaphore free, int users) {}

    private final int most;
    private final Semaphore places;
    private final ConcurrentHashMap<UUID, Share> shares = new ConcurrentHashMap<>();
    private volatile boolean closed;

    SendPlaces(int most) {
        this.most = most;
        this.places = new Semaphore(most, true);
    }

    /** Whether there was a place in time; then it is to be {@link #leave left}. */
    boolean enter(UUID account, Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        var share = shares.compute(account, this::joined).free();
        boolean entered = false;
        boolean shared = false;
        try {
            shared = share.tryAcquire(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            entered = shared && taken(until);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!entered) {
                leaveShare(account, shared ? share : null);
            }
        }
        return entered;
    }

    private boolean taken(long until) throws InterruptedException {
        if (!places.tryAcquire(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        if (closed) {
            places.release();
            return false;
        }
        return true;
    }

    void leave(UUID account) {
        places.release();
        var share = shares.get(account);
        leaveShare(account, share == null ? null : share.free());
    }

    private void leaveShare(UUID account, @Nullable Semaphore taken) {
        if (taken != null) {
            taken.release();
        }
        shares.computeIfPresent(
                account, (id, share) -> share.users() == 1 ? null : new Share(share.free(), share.users() - 1));
    }

    private Share joined(UUID account, @Nullable Share share) {
        return share == null ? new Share(new Semaphore(half(), true), 1) : new Share(share.free(), share.users() + 1);
    }

    private int half() {
        return Math.max(1, most / 2);
    }

    int most() {
        return most;
    }

    int taken() {
        return most - places.availablePermits();
    }

    /** Nobody enters any more, also of those who wait. Whether everybody has left in time. */
    boolean close(Duration patience) throws InterruptedException {
        closed = true;
        return places.tryAcquire(most, patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}
