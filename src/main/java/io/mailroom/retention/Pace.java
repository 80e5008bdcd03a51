package io.mailroom.retention;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** Leaves the database to others between two batches, and ends in time for the rest to be another run's. */
public final class Pace {

    /** Rows of a transaction. */
    public static final int BATCH = 500;

    private final Duration pause;
    private final long until;
    private final BooleanSupplier stopping;

    /** @param stopping whether the service is */
    public Pace(Duration pause, Duration atMost, BooleanSupplier stopping) {
        this.pause = pause;
        this.until = System.nanoTime() + atMost.toNanos();
        this.stopping = stopping;
    }

    /** Whether there is time for another batch; asked after each. */
    public boolean goOn() {
        if (isOver()) {
            return false;
        }
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    public boolean isOver() {
        return stopping.getAsBoolean() || Thread.currentThread().isInterrupted() || System.nanoTime() - until >= 0;
    }

    /** @param batch removes up to {@link #BATCH} rows and says how many; fewer were the last */
    public long each(IntSupplier batch) {
        long all = 0;
        int last = batch.getAsInt();
        all += last;
        while (last == BATCH && goOn()) {
            last = batch.getAsInt();
            all += last;
        }
        return all;
    }
}
