package io.mailroom.settings;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** One conversation on a thread of its own, so that whoever waits for it can give up at any moment, also while connecting. */
final class Visit<T> {

    /** The conversation took longer than was waited for. */
    static final class TooSlow extends RuntimeException {
        TooSlow(Throwable cause) {
            super(cause);
        }
    }

    private final Supplier<T> work;
    private final Runnable afterwards;
    private final CompletableFuture<T> outcome = new CompletableFuture<>();
    private final Thread thread = Thread.ofVirtual().name("mail-visit").unstarted(this::run);

    /** @param afterwards run when the server is really left, which may be after it was given up */
    Visit(Supplier<T> work, Runnable afterwards) {
        this.work = work;
        this.afterwards = afterwards;
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            outcome.complete(work.get());
        } catch (Throwable e) {
            outcome.completeExceptionally(e); // whoever waits decides
        } finally {
            afterwards.run();
        }
    }

    T await(Duration most) {
        try {
            return outcome.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (TimeoutException e) {
            throw leave(e);
        } catch (InterruptedException e) {
            var left = leave(e);
            Thread.currentThread().interrupt();
            throw left;
        }
    }

    /** An interrupt closes the socket that a virtual thread waits on, be it for a connection or for an answer. */
    private TooSlow leave(Throwable cause) {
        thread.interrupt();
        return new TooSlow(cause);
    }
}
