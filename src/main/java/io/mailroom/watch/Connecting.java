package io.mailroom.watch;

import io.mailroom.egress.MailServer;
import io.mailroom.egress.Timeouts;
import io.mailroom.health.Connections;
import io.mailroom.health.Occasion;
import io.mailroom.health.Turn;
import io.mailroom.imap.ImapClient;
import io.mailroom.imap.ImapException;
import io.mailroom.imap.Limits;
import io.mailroom.scan.PushTask;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Makes connections, few at a time: thousands that begin or were lost together do not all log in at once. One server gets a
 * part of these places only, so that those that do not answer hold up nobody else.
 */
final class Connecting {

    private static final Duration CONNECT = Duration.ofSeconds(15);

    /** Nothing is fetched here; long enough for the UIDs of a mailbox that nobody has looked into for years. */
    private static final Limits LIMITS = new Limits(1 << 20, 1, 1 << 20, 1 << 20);

    private final Connections health;
    private final Timeouts timeouts;
    private final int placesPerServer;
    private final Semaphore places;
    private final Map<String, Semaphore> servers = new ConcurrentHashMap<>();

    Connecting(WatchConfig config, Connections health) {
        this.health = health;
        timeouts = new Timeouts(CONNECT, config.answer());
        places = new Semaphore(config.connects());
        placesPerServer = Math.max(1, config.connects() / 4);
    }

    /**
     * Blocking until it is its turn, and then until it is logged in.
     *
     * @throws NotNow when the connection is in trouble, and is to be left alone
     */
    ImapClient connect(PushTask task) throws InterruptedException {
        var ofServer = servers.computeIfAbsent(key(task.server()), server -> new Semaphore(placesPerServer));
        ofServer.acquire();
        try {
            places.acquire();
            try {
                return switch (health.enter(task.connection(), Occasion.SCHEDULED)) {
                    case Turn.Now turn -> connect(task, turn);
                    case Turn.Later later -> throw new NotNow(later);
                };
            } finally {
                places.release();
            }
        } finally {
            ofServer.release();
        }
    }

    private ImapClient connect(PushTask task, Turn.Now turn) {
        return turn.connect(
                () -> ImapClient.connect(task.server(), task.credentials(), timeouts, LIMITS),
                ImapException.class,
                ImapException::failure);
    }

    private static String key(MailServer server) {
        return server.toString();
    }
}
