package io.mailroom.send;

import io.mailroom.outbox.SendConfig;
import io.mailroom.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Bounds how many mails are put together at the same time. Virtual threads would not. Blocking. */
@ApplicationScoped
class SendLimit {

    private final Semaphore places;
    private final SendConfig config;

    SendLimit(SendConfig config) {
        this.places = new Semaphore(config.concurrency(), true);
        this.config = config;
    }

    /** @throws Problem 503 when no place became free in time; {@code work} was not begun */
    <T> T run(Supplier<T> work) {
        if (!enter()) {
            throw Problem.unavailable("Too many mails are being put together at this moment, so this one was not begun."
                    + " Nothing was sent; try again in a moment.");
        }
        try {
            return work.get();
        } finally {
            places.release();
        }
    }

    private boolean enter() {
        try {
            return places.tryAcquire(config.maxWait().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
