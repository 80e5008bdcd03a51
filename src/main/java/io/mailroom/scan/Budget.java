package io.mailroom.scan;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** What one run may still do. What is left over goes on at once in the next run. */
final class Budget {

    /** How long runs follow each other before tasks that wait for their turn get one. */
    private static final Duration TURN = Duration.ofSeconds(30);

    private final long mailsPerRun;
    private final Duration timePerRun;
    private final Clock clock;
    private final BooleanSupplier stopping;
    private final Instant turnEnds;
    private long spent;
    private Instant deadline;

    /** @param stopping true once the service is being stopped */
    Budget(long mails, Duration time, Clock clock, BooleanSupplier stopping) {
        this.mailsPerRun = mails;
        this.timePerRun = time;
        this.clock = clock;
        this.stopping = stopping;
        this.deadline = clock.instant().plus(time);
        this.turnEnds = clock.instant().plus(TURN);
    }

    long mails() {
        return timeIsUp() ? 0 : Math.max(0, mailsPerRun - spent);
    }

    boolean timeIsUp() {
        return stopping.getAsBoolean() || !clock.instant().isBefore(deadline);
    }

    long spent() {
        return spent;
    }

    void spend(long number) {
        spent += number;
    }

    /** @return whether another run may follow at once; then this is its budget */
    boolean renew() {
        if (timeIsUp() || !clock.instant().isBefore(turnEnds)) {
            return false;
        }
        spent = 0;
        deadline = clock.instant().plus(timePerRun);
        return true;
    }
}
