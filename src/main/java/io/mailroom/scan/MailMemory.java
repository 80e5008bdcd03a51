package io.mailroom.scan;

import io.mailroom.imap.Limits;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The memory that all runs on this replica together may fill with mail, from the moment it is read until it is committed.
 * What one connection reads at a time grows with it, up to what is useful.
 */
@ApplicationScoped
class MailMemory {

    private static final long MEGABYTE = 1L << 20;
    private static final int UNIT = 1024;

    /** A parsed part, header included. */
    private static final int PART = 512;

    /** Other runs hold nothing longer than it takes to read and commit a batch. */
    private static final long LIMIT_SECONDS = 600;

    private final long total;
    private final long bytesPerMail;
    private final Semaphore free;

    MailMemory(ScanConfig config) {
        total = config.memory()
                .map(size -> size.asLongValue())
                .orElse(Runtime.getRuntime().maxMemory() / 8);
        bytesPerMail = config.bytesPerMail().asLongValue();
        free = new Semaphore(Math.toIntExact(Math.max(UNIT, total) / UNIT), true);
    }

    /** Of one batch. */
    long batchBytes() {
        return between(MEGABYTE / 2, total / 8, 8 * MEGABYTE);
    }

    /** How a connection is to fetch: bigger mails come in pieces, through a file. */
    Limits limits() {
        return new Limits(
                between(MEGABYTE / 2, total / 16, 4 * MEGABYTE),
                Limits.DEFAULT.batchMessages(),
                between(MEGABYTE / 2, total / 16, 8 * MEGABYTE),
                bytesPerMail);
    }

    /** For a server that sent more than it had announced; for one run at a time. */
    Limits cautious() {
        return limits().inPieces(Math.max(total, Runtime.getRuntime().maxMemory() / 4));
    }

    long most() {
        return total;
    }

    long used() {
        return Math.max(0, total - (long) free.availablePermits() * UNIT);
    }

    private static long between(long least, long wanted, long most) {
        return Math.clamp(wanted, least, most);
    }

    /** Takes the room for a mail; before it waits for others to give theirs back, it has {@code giveBack} done. */
    Runnable take(MailBatch.Arrived mail, Runnable giveBack) {
        // One in a file takes only what was made of it.
        long raw = mail.raw().isInFile() ? 0 : mail.raw().size();
        return take(raw + (long) PART * mail.message().parts().size(), giveBack);
    }

    Runnable take(long bytes, Runnable giveBack) {
        int units = (int) Math.min(1 + bytes / UNIT, total / UNIT);
        try {
            if (!free.tryAcquire(units)) {
                giveBack.run();
                if (!free.tryAcquire(units, LIMIT_SECONDS, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("no memory for a mail within " + LIMIT_SECONDS + " s");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for memory", e);
        }
        return () -> free.release(units);
    }
}
