package io.mailroom.health;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * What has to come to its end although whoever asks for it is told to stop: a row that is written halfway keeps all others from
 * their turn. Blocking; an interrupt in between is kept for afterwards.
 */
final class Undisturbed {

    private Undisturbed() {}

    static void run(Runnable work) {
        get(() -> {
            work.run();
            return true;
        });
    }

    static <T> T get(Supplier<T> work) {
        var result = CompletableFuture.supplyAsync(
                work, task -> Thread.ofVirtual().name("report").start(task));
        boolean interrupted = Thread.interrupted();
        try {
            return result.join(); // does not hear interrupts
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
