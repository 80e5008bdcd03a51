package io.mailroom.mime;

import java.lang.management.ManagementFactory;
import java.time.Duration;

/** What an act costs this thread, however busy the machine is with others. */
final class CpuTime {

    private CpuTime() {}

    static Duration of(Runnable act) {
        var threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        act.run();
        return Duration.ofNanos(threads.getCurrentThreadCpuTime() - start);
    }
}
