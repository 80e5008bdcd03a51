package io.mailroom.health;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How many may be connecting with the same settings at the same moment on this replica, also when all is well: when the
 * password is changed at the provider, no more of them than that find out the hard way.
 */
final class Abreast {

    private final ConcurrentHashMap<UUID, Door> doors = new ConcurrentHashMap<>();
    private final int most;

    Abreast(int most) {
        this.most = most;
    }

    private static final class Door {
        private final Semaphore places;
        private int users; // guarded by the map

        Door(int most) {
            places = new Semaphore(most, true);
        }
    }

    /** @return whether there was a place in time, which then has to be {@link #leave left} */
    boolean enter(UUID connection, Duration patience) {
        var door = doors.compute(connection, (id, known) -> {
            var found = known == null ? new Door(most) : known;
            found.users++;
            return found;
        });
        boolean entered = false;
        try {
            entered = door.places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!entered) {
                forget(connection);
            }
        }
        return entered;
    }

    void leave(UUID connection) {
        var door = doors.get(connection);
        if (door != null) {
            door.places.release();
            forget(connection);
        }
    }

    private void forget(UUID connection) {
        doors.computeIfPresent(connection, (id, door) -> --door.users == 0 ? null : door);
    }
}
