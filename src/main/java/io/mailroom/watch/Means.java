package io.mailroom.watch;

import io.mailroom.scan.PushTasks;
import java.time.Clock;

/** What every watch works with. */
record Means(PushTasks tasks, Connecting connecting, WatchConfig config, Clock clock) {}
