package io.mailroom.day;

import io.mailroom.testsupport.ApiClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Ask both replicas for the mailboxes behind the setting, again and again: each time somebody has to log in. */
final class Visitors implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(300);

    private final List<Thread> threads = new ArrayList<>();
    private final List<String> others = new ArrayList<>();
    private volatile boolean over;
    private int logIns;
    private int refused;
    private int putOff;
    private long lastIn = System.nanoTime();
    private Duration longestGap = Duration.ZERO;

    /** @param api of a replica as it is now */
    Visitors(int replicas, IntFunction<ApiClient> api) {
        for (int i = 0; i < replicas; i++) {
            int replica = i;
            threads.add(Thread.ofVirtual().start(() -> visit(() -> api.apply(replica))));
        }
    }

    private interface Replica {
        ApiClient api();
    }

    private void visit(Replica replica) {
        while (!over) {
            try {
                replica.api().get("/sec/email/settings/imap/mail/mailboxes");
                in();
            } catch (RuntimeException e) {
                out(String.valueOf(e.getMessage()));
            }
            pause();
        }
    }

    private synchronized void in() {
        logIns++;
        var gap = Duration.ofNanos(System.nanoTime() - lastIn);
        longestGap = gap.compareTo(longestGap) > 0 ? gap : longestGap;
        lastIn = System.nanoTime();
    }

    private synchronized void out(String why) {
        if (why.contains("refused the access token")) {
            refused++;
        } else if (why.contains("access token")) {
            putOff++;
        } else if (why.contains(" answered ")) {
            others.add(why);
        }
        // else the replica itself is away: it was killed
    }

    synchronized int logIns() {
        return logIns;
    }

    synchronized int refused() {
        return refused;
    }

    synchronized int putOff() {
        return putOff;
    }

    /** Answers of another kind than were to be expected. */
    synchronized List<String> others() {
        return List.copyOf(others);
    }

    synchronized Duration longestGap() {
        return longestGap;
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE); // between two visits
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        over = true;
        threads.forEach(thread -> {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
