package io.mailroom.outbox;

import io.mailroom.db.Violation;
import io.mailroom.web.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Commits what many threads write to the outbox in as few transactions as possible: while one is under way, the next one's
 * entries gather. Nobody returns before his entry is committed or certain to be not. An interrupt is kept for afterwards: whoever
 * writes does it for others. Blocking.
 *
 * @param <E> entries of one kind
 */
final class GroupCommit<E extends OutboxEntry> {

    private static final int MOST = 64;

    /** For one's turn; many times what a group takes. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Function<List<E>, Set<UUID>> writing;
    private final Duration patience;
    private final ConcurrentLinkedQueue<Waiting<E>> queue = new ConcurrentLinkedQueue<>();
    private final ReentrantLock leader = new ReentrantLock(true);

    /** @param writing in one transaction; gives the tokens of the entries that were written */
    GroupCommit(Function<List<E>, Set<UUID>> writing) {
        this(writing, PATIENCE);
    }

    GroupCommit(Function<List<E>, Set<UUID>> writing, Duration patience) {
        this.writing = writing;
        this.patience = patience;
    }

    /** @param written completed when it is committed, or failed */
    private record Waiting<E>(E entry, CompletableFuture<Boolean> written) {

        /** @throws RuntimeException as it was thrown when it was written */
        boolean result() {
            try {
                return written.join(); // does not hear interrupts
            } catch (CompletionException e) {
                throw e.getCause() instanceof RuntimeException failure ? failure : e;
            }
        }
    }

    /**
     * @return whether the row was as the entry expects it to be; otherwise nothing was written
     * @throws Problem 503 when others wait for the database already, and it was not written
     * @throws RuntimeException why it could not be committed, or whether it was is not known
     */
    boolean commit(E entry) {
        var mine = new Waiting<>(entry, new CompletableFuture<>());
        queue.add(mine);
        long until = System.nanoTime() + patience.toNanos();
        boolean interrupted = Thread.interrupted();
        try {
            while (!mine.written.isDone()) {
                try {
                    if (leader.tryLock(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                        lead(mine);
                    } else if (queue.remove(mine)) {
                        throw overloaded();
                    } else {
                        break; // somebody is writing it
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            return mine.result();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Problem overloaded() {
        return Problem.unavailable("The database does not keep up at the moment. Nothing was written; try it again.");
    }

    private void lead(Waiting<E> mine) {
        try {
            if (!mine.written.isDone()) {
                lead();
            }
        } finally {
            leader.unlock();
        }
    }

    private void lead() {
        var group = next(MOST);
        if (group.isEmpty()) {
            return;
        }
        try {
            write(group);
        } catch (RuntimeException e) {
            if (!isOfOne(e)) {
                group.forEach(one -> one.written.completeExceptionally(e));
                // They would wait one after the other, for the same.
                next(Integer.MAX_VALUE).forEach(one -> one.written.completeExceptionally(overloaded()));
            } else if (group.size() > 1) {
                group.forEach(this::alone); // one that cannot be written is not to take the others with it
            } else {
                group.getFirst().written.completeExceptionally(e);
            }
        } finally {
            group.forEach(one -> one.written.completeExceptionally(new IllegalStateException("not written")));
        }
    }

    private List<Waiting<E>> next(int most) {
        var group = new ArrayList<Waiting<E>>();
        while (group.size() < most) {
            var next = queue.poll();
            if (next == null) {
                break;
            }
            group.add(next);
        }
        return group;
    }

    /** And not of the database, which would keep all of them waiting one after the other. */
    private static boolean isOfOne(RuntimeException e) {
        return e instanceof Problem || Violation.ofData(e);
    }

    private void alone(Waiting<E> one) {
        try {
            write(List.of(one));
        } catch (RuntimeException e) {
            one.written.completeExceptionally(e);
        }
    }

    private void write(List<Waiting<E>> group) {
        // In one order everywhere, so that two transactions cannot wait for each other.
        var all = group.stream()
                .map(one -> one.entry)
                .sorted(Comparator.comparing(OutboxEntry::mail))
                .toList();
        var written = writing.apply(all);
        group.forEach(one -> one.written.complete(written.contains(one.entry.token())));
    }
}
