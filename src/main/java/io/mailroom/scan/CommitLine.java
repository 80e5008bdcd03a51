package io.mailroom.scan;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets the next batch be fetched and parsed while this one is committed. At most one batch waits; the fetching thread is
 * held back beyond that, and so is the server behind it.
 */
final class CommitLine implements AutoCloseable {

    /** No commit takes longer: the database's own statements give up before. */
    private static final long LIMIT_SECONDS = 600;

    private final BlockingQueue<MailBatch> waiting = new ArrayBlockingQueue<>(1);
    private final MailBatch end = new MailBatch();
    private final Thread committer;
    private volatile @Nullable RuntimeException failure;

    CommitLine(Consumer<MailBatch> commit) {
        committer = Thread.ofVirtual().name("commit").start(() -> run(commit));
    }

    private void run(Consumer<MailBatch> commit) {
        try {
            for (var batch = waiting.take(); batch != end; batch = waiting.take()) {
                if (failure != null) {
                    batch.close();
                    continue;
                }
                try {
                    commit.accept(batch);
                } catch (RuntimeException e) {
                    failure = e;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Hands a batch over; throws what an earlier one failed with. */
    void put(MailBatch batch) {
        check();
        offer(batch);
    }

    private void offer(MailBatch batch) {
        try {
            if (!waiting.offer(batch, LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("no commit within " + LIMIT_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while handing over a batch", e);
        }
    }

    private void check() {
        RuntimeException failed = failure;
        if (failed != null) {
            throw failed;
        }
    }

    /** Waits until everything handed over is committed; throws what failed. */
    void finish() {
        close();
        check();
    }

    @Override
    public void close() {
        if (!committer.isAlive()) {
            return;
        }
        offer(end);
        try {
            committer.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
