package io.mailroom.watch;

import io.mailroom.imap.ImapClient;
import io.mailroom.scan.PushTask;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Watches the mailboxes of one task, in the settings that it has now; when these change it is replaced. */
final class TaskWatch {

    /** New mailboxes of a tree are found with this delay; until then the schedule looks into them. */
    private static final Duration LIST_AGAIN = Duration.ofMinutes(15);

    private static final Duration TELL_ALIVE = Duration.ofMinutes(5);

    private static final long SPREAD_MILLIS = 1000;

    /** What is told of listing the mailboxes stands beside what is told of each. */
    private static final String LISTING = "";

    private final UUID task;
    private final Means means;
    private final Thread thread;
    private final ReentrantLock connecting = new ReentrantLock();
    private final Map<String, MailboxWatch> mailboxes = new HashMap<>();
    private final Map<String, Condition> conditions = new HashMap<>();
    private Condition condition;
    private Instant toldAlive = Instant.MIN;
    private boolean stopped;
    private boolean finished;

    TaskWatch(UUID task, Means means) {
        this.task = task;
        this.means = means;
        condition = new Condition(WatchState.CONNECTING, means.clock().instant(), null);
        thread = Thread.ofVirtual().name("watch-task").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** From now on it wakes nobody. Does not wait. */
    synchronized void stop() {
        stopped = true;
        thread.interrupt();
        mailboxes.values().forEach(MailboxWatch::stop);
    }

    /** After {@link #stop()}: waits until every connection is gone, but not for ever. */
    void join(Duration most) throws InterruptedException {
        var threads = new ArrayList<>(List.of(thread));
        synchronized (this) {
            mailboxes.values().forEach(mailbox -> threads.add(mailbox.thread()));
        }
        long until = System.nanoTime() + most.toNanos();
        for (var each : threads) {
            each.join(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
        }
    }

    synchronized Condition condition() {
        return condition;
    }

    /** The worst of what the mailboxes tell is what the owner of the task sees. */
    synchronized void report(String mailbox, WatchState state, @Nullable String error) {
        var told = new Condition(state, means.clock().instant(), error);
        conditions.put(mailbox, told);
        var worst = conditions.values().stream()
                .max(Comparator.comparing(Condition::state))
                .orElse(told);
        if (!worst.isLike(condition)) {
            condition = new Condition(worst.state(), told.since(), worst.error());
        }
    }

    /** One login after the other: the mailboxes of a task have no need to overtake each other. */
    ImapClient connect(PushTask settings) throws InterruptedException {
        connecting.lockInterruptibly();
        try {
            return means.connecting().connect(settings);
        } finally {
            connecting.unlock();
        }
    }

    /** A server has answered over a connection that was made long ago. */
    void alive(PushTask settings) {
        if (isWorthTelling()) {
            means.health().alive(settings.connection());
        }
    }

    private synchronized boolean isWorthTelling() {
        var now = means.clock().instant();
        boolean worth = toldAlive.isBefore(now.minus(TELL_ALIVE));
        if (worth) {
            toldAlive = now;
        }
        return worth;
    }

    private void run() {
        var tries = new Tries(
                "The watch over scan task " + task, (state, error) -> report(LISTING, state, error), means.clock());
        tries.until(this::isOver, () -> {
            Thread.sleep(ThreadLocalRandom.current().nextLong(SPREAD_MILLIS));
            var settings = means.tasks().load(task);
            if (settings.isPresent() && settings.get().isTree()) {
                follow(settings.get(), tries);
            }
            settings.ifPresent(known -> watch(known, known.named()));
            tries.alive(WatchState.WATCHING);
            finish();
        });
    }

    private void follow(PushTask settings, Tries tries) throws InterruptedException {
        while (!isOver()) {
            try (var client = connect(settings)) {
                watch(settings, settings.listed(client));
            }
            tries.alive(WatchState.WATCHING);
            Thread.sleep(LIST_AGAIN);
        }
    }

    private synchronized void watch(PushTask settings, List<String> names) {
        if (stopped) {
            return;
        }
        var wanted = names.stream().limit(means.config().mailboxesPerTask()).toList();
        mailboxes.entrySet().removeIf(known -> {
            boolean gone = !wanted.contains(known.getKey());
            if (gone) {
                known.getValue().stop();
                conditions.remove(known.getKey());
            }
            return gone;
        });
        for (var name : wanted) {
            mailboxes.computeIfAbsent(name, added -> {
                report(added, WatchState.CONNECTING, null);
                var watch = new MailboxWatch(this, settings, added, means);
                watch.start();
                return watch;
            });
        }
    }

    private synchronized boolean isOver() {
        return stopped || finished;
    }

    /** The mailboxes go on by themselves. */
    private synchronized void finish() {
        finished = true;
    }
}
