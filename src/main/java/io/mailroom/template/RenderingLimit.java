package io.mailroom.template;

import io.mailroom.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Bounds how many templates are gone through at the same time: that is computing without a pause, and on all processors at once
 * it would let nothing else run. Blocking.
 */
@ApplicationScoped
class RenderingLimit {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Semaphore places =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);
    private final Duration patience;

    RenderingLimit() {
        this(PATIENCE);
    }

    RenderingLimit(Duration patience) {
        this.patience = patience;
    }

    /** @throws Problem 503 when no place became free in time; {@code work} was not begun */
    <T> T run(Supplier<T> work) {
        if (!enter()) {
            throw Problem.unavailable(
                    "Too many templates are being rendered at this moment. Nothing was done; try again in a moment.");
        }
        try {
            return work.get();
        } finally {
            places.release();
        }
    }

    private boolean enter() {
        try {
            return places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
