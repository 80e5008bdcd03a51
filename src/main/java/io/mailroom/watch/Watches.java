package io.mailroom.watch;

import io.mailroom.watch.WatchRows.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The watches of this replica. None is begun, and all are stopped, when the replica may not go on. */
final class Watches {

    private static final Duration GOODBYE = Duration.ofSeconds(5);

    private record Running(TaskWatch watch, Settings settings) {}

    private final Means means;
    private final Lease lease;
    private final Map<UUID, Running> running = new HashMap<>();

    Watches(Means means, Lease lease) {
        this.means = means;
        this.lease = lease;
    }

    synchronized Set<UUID> tasks() {
        return Set.copyOf(running.keySet());
    }

    synchronized boolean isRunning(UUID task, Settings settings) {
        var known = running.get(task);
        return known != null && known.settings().equals(settings);
    }

    synchronized void start(UUID task, Settings settings) {
        if (lease.isValid() && !running.containsKey(task)) {
            var watch = new TaskWatch(task, means);
            running.put(task, new Running(watch, settings));
            watch.start();
        }
    }

    /** Returns when they are gone. */
    void stop(Collection<UUID> tasks) throws InterruptedException {
        var stopped = new ArrayList<TaskWatch>();
        synchronized (this) {
            for (var task : tasks) {
                var known = running.remove(task);
                if (known != null) {
                    known.watch().stop();
                    stopped.add(known.watch());
                }
            }
        }
        long until = System.nanoTime() + GOODBYE.toNanos();
        for (var watch : stopped) {
            watch.join(Duration.ofNanos(until - System.nanoTime()));
        }
    }

    void stopAll() throws InterruptedException {
        stop(tasks());
    }

    synchronized Map<UUID, Condition> conditions() {
        var conditions = new HashMap<UUID, Condition>();
        running.forEach((task, known) -> conditions.put(task, known.watch().condition()));
        return conditions;
    }
}
