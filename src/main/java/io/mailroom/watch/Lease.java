package io.mailroom.watch;

import java.time.Duration;

/**
 * How long this replica may go on watching without having been heard of. It counts from before the database was told, so it
 * ends earlier than the database thinks, whatever the clocks of both say.
 */
final class Lease {

    private final Duration length;
    private volatile long told;
    private volatile boolean held;

    Lease(Duration length) {
        this.length = length;
    }

    /** @param asked what {@link System#nanoTime()} was before the database was asked */
    void renewed(long asked) {
        told = asked;
        held = true;
    }

    boolean isDue() {
        return age().compareTo(length.dividedBy(4)) >= 0;
    }

    /** A quarter is kept for stopping what is watched. */
    boolean isValid() {
        return held && age().compareTo(length.multipliedBy(3).dividedBy(4)) < 0;
    }

    private Duration age() {
        return Duration.ofNanos(System.nanoTime() - told);
    }
}
