package io.mailroom.handover;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Delivers all that is due to one destination, a few items at a time, until something is wrong with the destination itself. */
final class Drain {

    private final HandoverRows rows;
    private final UUID destination;
    private final UUID run;
    private final ToIntFunction<Delivery> work;
    private final BooleanSupplier enough;
    private final Deque<Delivery> claimed = new ArrayDeque<>();
    private int abreast;
    private int failures;
    private boolean dry;

    /**
     * @param work delivers, and tells how often the destination has failed in a row
     * @param enough whether to stop with the items in hand
     */
    Drain(HandoverRows rows, UUID destination, UUID run, ToIntFunction<Delivery> work, BooleanSupplier enough) {
        this.rows = rows;
        this.destination = destination;
        this.run = run;
        this.work = work;
        this.enough = enough;
    }

    /** @return how often the destination has failed in a row at the end */
    int run(int abreast) {
        this.abreast = abreast;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var workers = new ArrayList<CompletableFuture<Void>>();
            for (int i = 0; i < abreast; i++) {
                workers.add(CompletableFuture.runAsync(this::work, threads));
            }
            CompletableFuture.allOf(workers.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        } finally {
            if (!claimed.isEmpty()) {
                rows.giveBack(List.copyOf(claimed));
            }
        }
        return failures;
    }

    private void work() {
        for (var delivery = next(); delivery != null; delivery = next()) {
            ended(work.applyAsInt(delivery));
        }
    }

    private synchronized @Nullable Delivery next() {
        if (failures >= HandoverJob.PATIENCE || enough.getAsBoolean()) {
            return null;
        }
        if (claimed.isEmpty() && !dry) {
            claimed.addAll(rows.claim(destination, run, abreast));
            dry = claimed.isEmpty();
        }
        return claimed.poll();
    }

    private synchronized void ended(int inARow) {
        failures = inARow;
    }
}
