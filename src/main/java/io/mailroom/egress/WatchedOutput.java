package io.mailroom.egress;

import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Hangs up on a server that takes none of our bytes for too long: a socket's own timeout is about reading. The library's way
 * is a task for every write, each of which wakes a thread; here one task looks in as long as there is writing.
 */
final class WatchedOutput extends OutputStream {

    /** What has to be taken in one patience: little enough for a slow line, enough to not be felt on a fast one. */
    private static final int STEP = 32 * 1024;

    private static final long NOT_WRITING = 0;

    private final OutputStream out;
    private final long patience;
    private final Runnable hangUp;
    private final AtomicBoolean watched = new AtomicBoolean();
    private volatile long began = NOT_WRITING;
    private volatile boolean expired;
    private volatile @Nullable Future<?> look;

    WatchedOutput(OutputStream out, Duration patience, Runnable hangUp) {
        this.out = out;
        this.patience = patience.toNanos();
        this.hangUp = hangUp;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            int end = offset + length;
            for (int next = offset; next < end; next += STEP) {
                began = now();
                if (watched.compareAndSet(false, true)) {
                    lookIn(patience);
                }
                out.write(bytes, next, Math.min(STEP, end - next));
            }
        } catch (IOException e) {
            throw expired ? timedOut(e) : e;
        } finally {
            began = NOT_WRITING;
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        unwatch();
        out.close();
    }

    void unwatch() {
        var due = look;
        if (due != null) {
            due.cancel(false);
        }
    }

    private void lookIn(long nanos) {
        look = Line.DEADLINES.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
    }

    private void look() {
        long since = began;
        if (since == NOT_WRITING) {
            watched.set(false);
            // A write that began meanwhile may have seen itself watched.
            if (began != NOT_WRITING && watched.compareAndSet(false, true)) {
                lookIn(patience);
            }
            return;
        }
        long left = since + patience - System.nanoTime();
        if (left > 0) {
            lookIn(left);
        } else {
            expired = true;
            hangUp.run();
        }
    }

    private static long now() {
        long now = System.nanoTime();
        return now == NOT_WRITING ? 1 : now;
    }

    private static SocketTimeoutException timedOut(IOException e) {
        var timeout = new SocketTimeoutException("write timed out");
        timeout.initCause(e);
        return timeout;
    }
}
