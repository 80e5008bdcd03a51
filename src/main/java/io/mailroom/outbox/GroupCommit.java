package io.mailroom.outbox;

import io.mailroom.db.Violation;
import io.mailroom.web.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Commits what many threads write to the outbox in as few transactions as possible: while one is under way, the next one's
 * entries gather. Nobody returns before his entry is committed. Blocking.
 *
 * @param <E> entries of one kind
 */
final class GroupCommit<E extends OutboxEntry> {

    private static final int MOST = 64;

    private final Function<List<E>, Set<UUID>> writing;
    private final ConcurrentLinkedQueue<Waiting<E>> queue = new ConcurrentLinkedQueue<>();
    private final ReentrantLock leader = new ReentrantLock(true);

    /** @param writing in one transaction; gives the tokens of the entries that were written */
    GroupCommit(Function<List<E>, Set<UUID>> writing) {
        this.writing = writing;
    }

    private static final class Waiting<E> {
        private final E entry;
        private volatile boolean done;
        private volatile boolean taken;
        private volatile @Nullable RuntimeException failure;

        Waiting(E entry) {
            this.entry = entry;
        }

        void succeeded(boolean taken) {
            this.taken = taken;
            done = true;
        }

        void failed(RuntimeException e) {
            failure = e;
            done = true;
        }
    }

    /**
     * @return whether the row was as the entry expects it to be; otherwise nothing was written
     * @throws RuntimeException why it could not be committed, or whether it was is not known
     */
    boolean commit(E entry) {
        var mine = new Waiting<>(entry);
        queue.add(mine);
        while (!mine.done) {
            leader.lock();
            try {
                if (!mine.done) {
                    lead();
                }
            } finally {
                leader.unlock();
            }
        }
        var failure = mine.failure;
        if (failure != null) {
            throw failure;
        }
        return mine.taken;
    }

    private void lead() {
        var group = new ArrayList<Waiting<E>>();
        for (var next = queue.poll(); next != null; next = queue.poll()) {
            group.add(next);
            if (group.size() == MOST) {
                break;
            }
        }
        if (group.isEmpty()) {
            return;
        }
        try {
            write(group);
        } catch (RuntimeException e) {
            if (group.size() > 1 && isOfOne(e)) {
                group.forEach(this::alone); // one that cannot be written is not to take the others with it
            } else {
                group.forEach(one -> one.failed(e));
            }
        } finally {
            group.stream()
                    .filter(one -> !one.done)
                    .forEach(one -> one.failed(new IllegalStateException("not written")));
        }
    }

    /** And not of the database, which would keep all of them waiting one after the other. */
    private static boolean isOfOne(RuntimeException e) {
        return e instanceof Problem || Violation.ofData(e);
    }

    private void alone(Waiting<E> one) {
        try {
            write(List.of(one));
        } catch (RuntimeException e) {
            one.failed(e);
        }
    }

    private void write(List<Waiting<E>> group) {
        // In one order everywhere, so that two transactions cannot wait for each other.
        var all = group.stream()
                .map(one -> one.entry)
                .sorted(Comparator.comparing(OutboxEntry::mail))
                .toList();
        var written = writing.apply(all);
        group.forEach(one -> one.succeeded(written.contains(one.entry.token())));
    }
}
