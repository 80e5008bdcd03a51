package io.mailroom.watch;

import io.mailroom.db.Ids;
import io.mailroom.watch.WatchRows.Held;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one replica does again and again: says that it is alive, takes its share of what is to be watched and gives back what
 * is more, and has the watches follow their settings. Blocking, for one thread; {@link #stopIfLate} is for another.
 */
final class Round {

    /** Claimed at once: what a replica of thousands leaves behind is to be somebody's within a few rounds. */
    private static final int CLAIMED = 500;

    /** Given back at once: each is a connection less for a while. */
    private static final int GIVEN_BACK = 100;

    private final WatchRows rows;
    private final WatchConfig config;
    private final Lease lease;
    private final Watches watches;
    private final Map<UUID, Condition> told = new HashMap<>();
    private @Nullable UUID replica;

    Round(WatchRows rows, Means means) {
        this.rows = rows;
        config = means.config();
        lease = new Lease(config.lease());
        watches = new Watches(means, lease);
    }

    void run() throws InterruptedException {
        var self = alive();
        rows.sweep();
        rows.enrol();
        balance(self);
        follow(self, rows.held(self));
        tell(self);
    }

    /** Also when the database hangs, and with it the thread that would have renewed the lease. */
    void stopIfLate() throws InterruptedException {
        if (!lease.isValid()) {
            watches.stopAll();
        }
    }

    /** All is free for others at once. */
    void end() throws InterruptedException {
        watches.stopAll();
        var self = replica;
        if (self != null) {
            rows.retire(self);
        }
    }

    int running() {
        return watches.tasks().size();
    }

    private UUID alive() throws InterruptedException {
        var self = replica;
        if (self != null && !lease.isDue()) {
            return self;
        }
        long asked = System.nanoTime();
        if (self == null || !rows.renew(self, config.lease())) {
            watches.stopAll(); // they belong to others by now
            self = Ids.next();
            asked = System.nanoTime();
            rows.register(self, config.tasks(), config.lease());
            replica = self;
            told.clear();
        }
        lease.renewed(asked);
        return self;
    }

    private void balance(UUID self) throws InterruptedException {
        var spread = rows.spread(self);
        int share = Share.of(spread.total(), config.tasks(), spread.capacities());
        int more = share - spread.own();
        if (more > 0) {
            rows.claim(self, Math.min(more, CLAIMED));
        } else if (-more > share / 10) {
            // A little too much is not worth the new connections.
            giveBack(
                    self,
                    watches.tasks().stream().limit(Math.min(-more, GIVEN_BACK)).toList());
        }
    }

    private void follow(UUID self, List<Held> held) throws InterruptedException {
        var wanted = new HashMap<UUID, WatchRows.Settings>();
        var unwanted = new ArrayList<UUID>();
        for (var each : held) {
            if (each.settings() == null) {
                unwanted.add(each.task());
            } else {
                wanted.put(each.task(), each.settings());
            }
        }
        watches.stop(watches.tasks().stream()
                .filter(task -> {
                    var settings = wanted.get(task);
                    return settings == null || !watches.isRunning(task, settings);
                })
                .toList());
        if (!unwanted.isEmpty()) {
            rows.free(self, unwanted);
        }
        wanted.forEach(watches::start);
    }

    private void giveBack(UUID self, List<UUID> tasks) throws InterruptedException {
        watches.stop(tasks);
        rows.free(self, tasks);
    }

    private void tell(UUID self) {
        var conditions = watches.conditions();
        told.keySet().retainAll(conditions.keySet());
        var changed = new HashMap<>(conditions);
        changed.entrySet().removeAll(told.entrySet());
        if (!changed.isEmpty()) {
            rows.tell(self, changed);
            told.putAll(changed);
        }
    }
}
