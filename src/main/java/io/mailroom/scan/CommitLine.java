package io.mailroom.scan;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets batches be staged and committed while the next one is fetched and parsed: two stages, each a thread with room for
 * one batch before it. The fetching thread is held back beyond that, and so is the server behind it.
 */
final class CommitLine implements AutoCloseable {

    /** No stage takes longer: the database's own statements give up before. */
    private static final long LIMIT_SECONDS = 600;

    private final MailBatch end = new MailBatch(0);
    private final Stage staging;
    private final Stage committing;
    private volatile @Nullable RuntimeException failure;

    /** @param commit has to close the batch */
    CommitLine(Consumer<MailBatch> stage, Consumer<MailBatch> commit) {
        committing = new Stage("commit", commit, batch -> {});
        staging = new Stage("stage", stage, committing::offer);
    }

    /** A batch is worked on, then handed on. After a failure, here or elsewhere, they are only freed. */
    private final class Stage {

        private final BlockingQueue<MailBatch> waiting = new ArrayBlockingQueue<>(1);
        private final Thread thread;

        Stage(String name, Consumer<MailBatch> work, Consumer<MailBatch> next) {
            thread = Thread.ofVirtual().name(name).start(() -> run(work, next));
        }

        private void run(Consumer<MailBatch> work, Consumer<MailBatch> next) {
            try {
                for (var batch = waiting.take(); batch != end; batch = waiting.take()) {
                    if (failure == null && attempt(work, batch)) {
                        next.accept(batch);
                    } else {
                        batch.close();
                    }
                }
                next.accept(end);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private boolean attempt(Consumer<MailBatch> work, MailBatch batch) {
            try {
                work.accept(batch);
                return true;
            } catch (RuntimeException e) {
                failure = e;
                return false;
            }
        }

        void offer(MailBatch batch) {
            try {
                if (!waiting.offer(batch, LIMIT_SECONDS, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("no " + thread.getName() + " within " + LIMIT_SECONDS + " s");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while handing over a batch", e);
            }
        }

        void join() {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Hands a batch over; throws what an earlier one failed with. */
    void put(MailBatch batch) {
        check();
        staging.offer(batch);
    }

    private void check() {
        RuntimeException failed = failure;
        if (failed != null) {
            throw failed;
        }
    }

    /** Waits until everything handed over so far is committed; throws what failed. */
    void settle() {
        var behind = new CountDownLatch(1);
        var marker = new MailBatch(0);
        marker.onClose(behind::countDown);
        put(marker);
        try {
            if (!behind.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("not committed within " + LIMIT_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a commit", e);
        }
        check();
    }

    /** Hands nothing over any more, and waits until everything is committed; throws what failed. */
    void finish() {
        close();
        check();
    }

    @Override
    public void close() {
        if (staging.thread.isAlive()) {
            staging.offer(end);
        }
        staging.join();
        committing.join();
    }
}
