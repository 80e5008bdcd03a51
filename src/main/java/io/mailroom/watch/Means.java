package io.mailroom.watch;

import io.mailroom.health.Connections;
import io.mailroom.scan.PushTasks;
import java.time.Clock;

/** What every watch works with. */
record Means(PushTasks tasks, Connections health, Connecting connecting, WatchConfig config, Clock clock) {

    Means(PushTasks tasks, Connections health, WatchConfig config, Clock clock) {
        this(tasks, health, new Connecting(config, health), config, clock);
    }
}
