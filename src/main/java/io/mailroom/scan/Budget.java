package io.mailroom.scan;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** What one run may still do. What is left over goes on at once in the next run. */
final class Budget {

    private final AtomicLong mails;
    private final AtomicLong spent = new AtomicLong();
    private final Instant deadline;
    private final Clock clock;
    private final BooleanSupplier stopping;

    /** @param stopping true once the service is being stopped */
    Budget(long mails, Duration time, Clock clock, BooleanSupplier stopping) {
        this.mails = new AtomicLong(mails);
        this.deadline = clock.instant().plus(time);
        this.clock = clock;
        this.stopping = stopping;
    }

    long mails() {
        return timeIsUp() ? 0 : Math.max(0, mails.get());
    }

    boolean timeIsUp() {
        return stopping.getAsBoolean() || !clock.instant().isBefore(deadline);
    }

    long spent() {
        return spent.get();
    }

    void spend(long number) {
        mails.addAndGet(-number);
        spent.addAndGet(number);
    }
}
