package io.mailroom.watch;

import io.mailroom.imap.ImapClient;
import io.mailroom.imap.Mailbox;
import io.mailroom.scan.PushTask;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Watches one mailbox on a connection and a virtual thread of its own, until it is stopped.
 *
 * <p>What a server tells is only ever a reason to look: the UIDs say whether there is new mail. They are compared after every
 * IDLE, also one that ended in silence, and on connecting with how far the task has come.
 */
final class MailboxWatch {

    private final TaskWatch owner;
    private final PushTask task;
    private final String name;
    private final Means means;
    private final Tries tries;
    private final Thread thread;
    private volatile @Nullable ImapClient connected;
    private volatile boolean stopped;

    MailboxWatch(TaskWatch owner, PushTask task, String name, Means means) {
        this.owner = owner;
        this.task = task;
        this.name = name;
        this.means = means;
        tries = new Tries(
                "The watch over a mailbox of scan task " + task.id(),
                (state, error) -> owner.report(name, state, error),
                means.clock());
        thread = Thread.ofVirtual().name("watch").unstarted(() -> tries.until(() -> stopped, this::watch));
    }

    void start() {
        thread.start();
    }

    /** From now on it wakes nobody. Does not wait. */
    void stop() {
        stopped = true;
        var client = connected;
        if (client != null) {
            client.abort();
        }
        thread.interrupt();
    }

    Thread thread() {
        return thread;
    }

    private void watch() throws InterruptedException {
        try (var client = owner.connect(task);
                var mailbox = client.examine(name)) {
            connected = client;
            long seen = catchUp(mailbox);
            boolean idles = client.has("IDLE");
            tries.alive(idles ? WatchState.WATCHING : WatchState.POLLING);
            var pause = means.config().pollSoon();
            while (!stopped) {
                if (!idles) {
                    Thread.sleep(shortened(pause));
                    mailbox.noop();
                } else if (!mailbox.idle(shortened(means.config().heartbeat()))) {
                    idles = false;
                    tries.alive(WatchState.POLLING);
                }
                long newest = mailbox.newest(seen);
                owner.alive(task);
                if (newest > seen) {
                    wake();
                    pause = means.config().pollSoon();
                } else {
                    pause = longer(pause);
                }
                seen = newest;
            }
        } finally {
            connected = null;
        }
    }

    /** Wakes the task when mail came while nobody watched. @return the highest UID known of */
    private long catchUp(Mailbox mailbox) {
        var reached = means.tasks().reached(task.id(), mailbox.name(), mailbox.uidValidity());
        long seen = reached.orElse(0);
        long newest = mailbox.uidNext() > 0 ? mailbox.uidNext() - 1 : mailbox.newest(seen);
        if (newest > seen && (reached.isPresent() || mailbox.exists() > 0)) {
            wake();
        }
        return Math.max(seen, newest);
    }

    private void wake() {
        if (!stopped) {
            means.tasks().wake(task.id());
        }
    }

    private Duration longer(Duration pause) {
        var grown = pause.multipliedBy(3).dividedBy(2);
        var most = means.config().pollLate();
        return grown.compareTo(most) > 0 ? most : grown;
    }

    /** By up to a quarter, so that watches that began together do not stay together. */
    private static Duration shortened(Duration duration) {
        return duration.minusMillis(ThreadLocalRandom.current().nextLong(duration.toMillis() / 4 + 1));
    }
}
