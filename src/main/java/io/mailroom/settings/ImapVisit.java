package io.mailroom.settings;

import io.mailroom.egress.Timeouts;
import io.mailroom.imap.ImapClient;
import io.mailroom.settings.MailServers.Imap;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One conversation on a thread of its own, so that whoever waits for it can give up at any moment, also while connecting. */
final class ImapVisit<T> {

    /** The conversation took longer than was waited for. */
    static final class TooSlow extends RuntimeException {
        TooSlow(Throwable cause) {
            super(cause);
        }
    }

    private final Imap setting;
    private final Timeouts timeouts;
    private final Function<ImapClient, T> work;
    private final Runnable afterwards;
    private final CompletableFuture<T> outcome = new CompletableFuture<>();
    private @Nullable ImapClient client;
    private boolean left;

    /** @param afterwards run when the server is really left, which may be after it was given up */
    ImapVisit(Imap setting, Timeouts timeouts, Function<ImapClient, T> work, Runnable afterwards) {
        this.setting = setting;
        this.timeouts = timeouts;
        this.work = work;
        this.afterwards = afterwards;
    }

    void start() {
        Thread.ofVirtual().name("imap-visit").start(this::run);
    }

    private void run() {
        try (var connected = ImapClient.connect(setting.server(), setting.credentials(), timeouts)) {
            if (holds(connected)) {
                outcome.complete(work.apply(connected));
            }
        } catch (Throwable e) {
            outcome.completeExceptionally(e); // whoever waits decides
        } finally {
            afterwards.run();
        }
    }

    private synchronized boolean holds(ImapClient connected) {
        client = connected;
        return !left;
    }

    T await(Duration most) {
        try {
            return outcome.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (TimeoutException e) {
            leave();
            throw new TooSlow(e);
        } catch (InterruptedException e) {
            leave();
            Thread.currentThread().interrupt();
            throw new TooSlow(e);
        }
    }

    private synchronized void leave() {
        left = true;
        if (client != null) {
            client.abort();
        }
    }
}
