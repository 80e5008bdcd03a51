package io.mailroom.db;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what the database says, for so long and no longer. An interrupt is kept for afterwards. */
record Answers(Duration limit) {

    /** Nothing is known of what was asked for: it may be carried out still. */
    static final class Overdue extends RuntimeException {
        private Overdue(Duration limit) {
            super("The database did not answer within " + limit.toSeconds() + " s.");
        }
    }

    <T> T await(Future<T> future) {
        if (Context.isOnEventLoopThread()) {
            throw new IllegalStateException("The answer can never come while its event loop waits for it.");
        }
        var answer = future.toCompletionStage().toCompletableFuture();
        long until = System.nanoTime() + limit.toNanos();
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return get(answer, until - System.nanoTime());
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private <T> T get(CompletableFuture<T> answer, long nanos) throws InterruptedException {
        try {
            return answer.get(nanos, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new CompletionException(e.getCause());
        } catch (TimeoutException e) {
            throw new Overdue(limit);
        }
    }
}
