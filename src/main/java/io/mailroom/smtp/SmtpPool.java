package io.mailroom.smtp;

import io.mailroom.smtp.SmtpException.Reason;
import io.mailroom.smtp.SmtpException.Step;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Keeps connections warm for a burst of messages, and their number within what a server bears. Blocking, for any number of
 * threads; nobody waits for another's network but for a place.
 */
public final class SmtpPool implements AutoCloseable {

    /**
     * Connections with the same key are as good as each other.
     *
     * @param setting whose connection it is
     * @param version of the setting and all that belongs to it: after a change no older connection is used
     * @param host whose connections are counted together, whoever has them
     */
    public record Key(UUID setting, long version, String host) {}

    /**
     * How many connections there may be, and for how long.
     *
     * @param perHost open at the same time, over all settings
     * @param idle after which a connection is closed
     * @param check how long a connection may have been idle and still be used without asking the server
     * @param messages after which a connection is replaced: many servers count them
     * @param age after which a connection is not used again
     */
    public record Limits(int perHost, Duration idle, Duration check, int messages, Duration age) {

        /** What the large providers bear. */
        public static final Limits DEFAULT =
                new Limits(10, Duration.ofSeconds(30), Duration.ofSeconds(2), 100, Duration.ofMinutes(10));

        public Limits perHost(int most) {
            return new Limits(most, idle, check, messages, age);
        }

        public Limits {
            if (perHost < 1 || messages < 1) {
                throw new IllegalArgumentException("a pool of nothing");
            }
        }
    }

    private final Limits limits;
    private final Places places;
    private final AtomicBoolean sweeping = new AtomicBoolean();

    public SmtpPool(Limits limits) {
        this.limits = limits;
        this.places = new Places(limits.perHost());
    }

    /**
     * A connection for one message or a few: the warm one of this key, if there is one, or else a new one.
     *
     * @param most connections with this key at the same time
     * @param connect may be called again by the lease, when a warm connection turns out to be dead
     * @param patience to wait for a place, not counting the time to connect
     * @throws SmtpException when there was no place in time ({@link Reason#TOO_MANY_CONNECTIONS}), and what connecting throws
     */
    public Lease lease(Key key, int most, Supplier<SmtpClient> connect, Duration patience) {
        if (most < 1) {
            throw new IllegalArgumentException("no connection at all");
        }
        var place = places.take(key, most, patience).orElseThrow(() -> noPlace(key));
        var lease = new Lease(place, connect, limits, this::giveBack);
        boolean ready = false;
        try {
            lease.open();
            ready = true;
            return lease;
        } finally {
            if (!ready) {
                lease.close();
            }
        }
    }

    /** Nobody is given a connection of this setting that is there now. Those in use are closed when they come back. */
    public void forget(UUID setting) {
        close(places.retire(setting));
    }

    /** Closes all; what is in use is closed when it comes back, and nobody gets a connection any more. */
    @Override
    public void close() {
        close(places.retireAll());
    }

    /** How many connections wait for a message. */
    public int idle() {
        return places.count(true);
    }

    /** How many connections are in use, those included that are being made. */
    public int busy() {
        return places.count(false);
    }

    private void giveBack(Place place) {
        var client = place.client();
        boolean good = client != null
                && client.inStep()
                && client.transactions() < limits.messages()
                && !place.olderThan(limits.age());
        if (good && places.rest(place)) {
            sweepIn(limits.idle().toNanos());
        } else {
            close(List.of(place));
        }
    }

    /** Never under a lock, as a farewell is a word to the server; and before anybody else gets the place. */
    private void close(List<Place> taken) {
        for (var place : taken) {
            try {
                place.hangUp();
            } finally {
                places.leave(place);
            }
        }
    }

    /** One sweep is enough for all, and none is due while nothing is idle. */
    private void sweepIn(long nanos) {
        if (sweeping.compareAndSet(false, true)) {
            CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, Thread::startVirtualThread)
                    .execute(this::sweep);
        }
    }

    private void sweep() {
        try {
            close(places.idleFor(limits.idle()));
        } finally {
            sweeping.set(false);
            // After that: whoever came to rest meanwhile saw a sweep under way.
            places.longestIdle()
                    .ifPresent(idle -> sweepIn(Math.max(1, limits.idle().toNanos() - idle)));
        }
    }

    private SmtpException noPlace(Key key) {
        return places.closed() || Thread.currentThread().isInterrupted()
                ? unavailable(Reason.UNAVAILABLE, "The service is stopping. The mail can be sent later.")
                : unavailable(
                        Reason.TOO_MANY_CONNECTIONS,
                        "All connections that we keep with " + key.host() + " are busy. The mail can be sent later.");
    }

    private static SmtpException unavailable(Reason reason, String message) {
        return new SmtpException(reason, Step.CONNECT, true, message, null, null);
    }
}
