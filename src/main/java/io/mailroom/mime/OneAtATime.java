package io.mailroom.mime;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

/** Keeps those who take large files apart in memory from doing so at the same time. */
final class OneAtATime {

    /** So little that a dozen at a time do no harm, even when taken apart they are thirty times as large. */
    private static final long SMALL = 256 * 1024;

    private static final ReentrantLock LARGE = new ReentrantLock();

    /** What needs the memory. */
    interface Work<T> {
        T run() throws IOException;
    }

    private OneAtATime() {}

    static <T> T when(long size, Work<T> work) throws IOException {
        if (size <= SMALL) {
            return work.run();
        }
        LARGE.lock();
        try {
            return work.run();
        } finally {
            LARGE.unlock();
        }
    }
}
