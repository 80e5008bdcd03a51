package io.mailroom.scan;

import io.mailroom.egress.CredentialSource;
import io.mailroom.egress.MailServer;
import io.mailroom.egress.Timeouts;
import io.mailroom.imap.ImapClient;
import io.mailroom.imap.Limits;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps the connection of a run for the run that follows it. One per account at the most, for as long as a server is sure
 * not to mind. Blocking.
 */
@ApplicationScoped
class ImapConnections {

    private static final Duration KEPT = Duration.ofSeconds(30);
    private static final int MOST = 100;

    private final ConcurrentHashMap<Account, Idle> idle = new ConcurrentHashMap<>();

    /** Whose connection it is: a changed password is another one. */
    private record Account(MailServer server, CredentialSource credentials, Limits limits) {}

    private record Idle(ImapClient client) {}

    /** A connection while it is used; closing keeps it for the next run, if it is still good for one. */
    final class Lease implements AutoCloseable {

        private final Account account;
        private final ImapClient client;

        private Lease(Account account, ImapClient client) {
            this.account = account;
            this.client = client;
        }

        ImapClient client() {
            return client;
        }

        @Override
        public void close() {
            if (!client.isOpen() || idle.size() >= MOST) {
                client.close();
                return;
            }
            var kept = new Idle(client);
            var before = idle.put(account, kept);
            if (before != null) {
                before.client().close();
            }
            Thread.ofVirtual().name("idle-imap").start(() -> drop(account, kept));
        }
    }

    Lease connect(MailServer server, CredentialSource credentials, Timeouts timeouts, Limits limits) {
        var account = new Account(server, credentials, limits);
        var kept = idle.remove(account);
        if (kept != null && kept.client().answers()) {
            return new Lease(account, kept.client());
        }
        return new Lease(account, ImapClient.connect(server, credentials, timeouts, limits));
    }

    /** How many wait for the next run. */
    int idle() {
        return idle.size();
    }

    private void drop(Account account, Idle kept) {
        try {
            Thread.sleep(KEPT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (idle.remove(account, kept)) {
            kept.client().close();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        idle.forEach((account, kept) -> {
            if (idle.remove(account, kept)) {
                kept.client().close();
            }
        });
    }
}
