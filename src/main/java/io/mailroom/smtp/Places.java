package io.mailroom.smtp;

import io.mailroom.smtp.SmtpPool.Key;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who may have a connection, and who waits for one. Knows no network: whoever takes places out closes what is in them. */
final class Places {

    private final int perHost;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Host> hosts = new HashMap<>(); // those with places or waiters
    private boolean closed;

    Places(int perHost) {
        this.perHost = perHost;
    }

    /** The places with one server, and those who wait for one, first come, first served among those who can be. */
    private static final class Host {
        private final List<Place> places = new ArrayList<>();
        private final Deque<Waiter> waiters = new ArrayDeque<>();
    }

    private static final class Waiter {
        private final Key key;
        private final int most;
        private final Condition served;
        private @Nullable Place place;

        private Waiter(Key key, int most, Condition served) {
            this.key = key;
            this.most = most;
            this.served = served;
        }
    }

    /**
     * A place for one connection with this key, warm if there is one.
     *
     * @return empty when there was none in time, the thread is interrupted or all is {@link #closed}
     */
    Optional<Place> take(Key key, int most, Duration patience) {
        lock.lock();
        try {
            if (closed) {
                return Optional.empty();
            }
            var host = hosts.computeIfAbsent(key.host(), name -> new Host());
            var waiter = new Waiter(key, most, lock.newCondition());
            host.waiters.add(waiter);
            serve(host);
            await(waiter, patience);
            host.waiters.remove(waiter);
            tidy(key.host(), host);
            return Optional.ofNullable(waiter.place);
        } finally {
            lock.unlock();
        }
    }

    private void await(Waiter waiter, Duration patience) {
        long left = patience.toNanos();
        try {
            while (waiter.place == null && !closed && left > 0) {
                left = waiter.served.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // whoever was served meanwhile has a place all the same
        }
    }

    private void serve(Host host) {
        for (var waiter : host.waiters) {
            if (waiter.place == null) {
                waiter.place = find(host, waiter);
                if (waiter.place != null) {
                    waiter.served.signal();
                }
            }
        }
    }

    private @Nullable Place find(Host host, Waiter waiter) {
        var same = host.places.stream()
                .filter(place -> place.key().equals(waiter.key))
                .toList();
        var warm = same.stream().filter(Place::idle).max(Place.LONGEST_IDLE_FIRST);
        if (warm.isPresent()) {
            warm.get().wake();
            return warm.get();
        }
        if (same.size() >= waiter.most) {
            return null;
        }
        if (host.places.size() < perHost) {
            return add(host, new Place(waiter.key));
        }
        // A connection that nobody needs gives way to one that somebody does.
        var idle = host.places.stream().filter(Place::idle).min(Place.LONGEST_IDLE_FIRST);
        if (idle.isEmpty()) {
            return null;
        }
        host.places.remove(idle.get());
        return add(host, new Place(waiter.key, idle.get()));
    }

    private static Place add(Host host, Place place) {
        host.places.add(place);
        return place;
    }

    /**
     * Keeps the place with its connection for whoever is next.
     *
     * @return false if it has to be closed instead
     */
    boolean rest(Place place) {
        lock.lock();
        try {
            if (closed || place.retired()) {
                return false;
            }
            place.rest();
            serve(host(place));
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing is left in it. */
    void leave(Place place) {
        lock.lock();
        try {
            var host = host(place);
            host.places.remove(place);
            serve(host);
            tidy(place.key().host(), host);
        } finally {
            lock.unlock();
        }
    }

    /** Takes the idle ones; the others will not {@link #rest}. */
    List<Place> retire(UUID setting) {
        lock.lock();
        try {
            all().filter(place -> place.key().setting().equals(setting)).forEach(Place::retire);
            return take(Place::retired);
        } finally {
            lock.unlock();
        }
    }

    /** Nobody is given a place any more. */
    List<Place> retireAll() {
        lock.lock();
        try {
            closed = true;
            hosts.values().forEach(host -> host.waiters.forEach(waiter -> waiter.served.signal()));
            return take(place -> true);
        } finally {
            lock.unlock();
        }
    }

    List<Place> idleFor(Duration duration) {
        lock.lock();
        try {
            return take(place -> place.idleNanos() >= duration.toNanos());
        } finally {
            lock.unlock();
        }
    }

    OptionalLong longestIdle() {
        lock.lock();
        try {
            return all().filter(Place::idle).mapToLong(Place::idleNanos).max();
        } finally {
            lock.unlock();
        }
    }

    boolean closed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    int count(boolean idle) {
        lock.lock();
        try {
            return (int) all().filter(place -> place.idle() == idle).count();
        } finally {
            lock.unlock();
        }
    }

    /** They are busy until whoever takes them has closed them, and {@link #leave leaves}. */
    private List<Place> take(Predicate<Place> which) {
        var taken = all().filter(Place::idle).filter(which).toList();
        taken.forEach(Place::wake);
        return taken;
    }

    private Stream<Place> all() {
        return hosts.values().stream().flatMap(host -> host.places.stream());
    }

    private Host host(Place place) {
        var host = hosts.get(place.key().host());
        if (host == null) {
            throw new IllegalStateException("a place that was left");
        }
        return host;
    }

    private void tidy(String name, Host host) {
        if (host.places.isEmpty() && host.waiters.isEmpty()) {
            hosts.remove(name);
        }
    }
}
