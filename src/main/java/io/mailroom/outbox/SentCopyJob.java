package io.mailroom.outbox;

import io.mailroom.blob.BlobStore;
import io.mailroom.db.Transactions;
import io.mailroom.egress.Timeouts;
import io.mailroom.health.Connection;
import io.mailroom.health.Connections;
import io.mailroom.health.Occasion;
import io.mailroom.health.Turn;
import io.mailroom.imap.ImapClient;
import io.mailroom.imap.ImapException;
import io.mailroom.schedule.Job;
import io.mailroom.settings.MailServers;
import io.mailroom.settings.MailServers.Imap;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;

/**
 * Stores copies of sent mails over one IMAP setting, and looks there for those of which nobody knows. Blocking; runs on a
 * virtual thread, on one replica at a time.
 */
@ApplicationScoped
class SentCopyJob implements Job {

    static final String NAME = "sent-copy";

    private static final int MOST = 100;

    private static final String BY_PROVIDER = "The provider keeps a copy itself.";

    private final SentCopies copies;
    private final BlobStore blobs;
    private final MailServers servers;
    private final Connections connections;
    private final Transactions transactions;
    private final Clock clock;
    private volatile boolean stopping;

    SentCopyJob(
            SentCopies copies,
            BlobStore blobs,
            MailServers servers,
            Connections connections,
            Transactions transactions,
            Clock clock) {
        this.copies = copies;
        this.blobs = blobs;
        this.servers = servers;
        this.connections = connections;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Before the scheduler waits for its runs: they end with the mail that they have in hand. */
    void stop(@Observes @Priority(10) ShutdownEvent event) {
        stopping = true;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Instant> run(String instance) {
        var imap = UUID.fromString(instance);
        var errands = new ArrayDeque<Errand>();
        for (var errand : copies.due(imap, MOST)) {
            if (!errand.sought() && errand.smtpHost() != null && MailServers.keepsSentMail(errand.smtpHost())) {
                copies.needless(errand, BY_PROVIDER);
            } else {
                errands.add(errand);
            }
        }
        if (!errands.isEmpty()) {
            var account = errands.getFirst().account();
            var setting = transactions.await(() -> servers.imap(account, imap));
            if (setting.isEmpty()) {
                return Optional.empty(); // deleted, and what was to be done with it
            }
            run(setting.get(), errands);
        }
        return copies.next(imap);
    }

    private void run(Imap setting, Queue<Errand> errands) {
        switch (connections.enter(Connection.imap(setting.id()), Occasion.SCHEDULED)) {
            case Turn.Later later ->
                errands.forEach(errand -> copies.postpone(
                        errand,
                        later.at().orElseGet(() -> clock.instant().plus(OutboxJob.LOOK_AGAIN)),
                        later.reason()));
            case Turn.Now turn -> {
                try (turn) {
                    run(setting, errands, turn);
                }
            }
        }
    }

    private void run(Imap setting, Queue<Errand> errands, Turn.Now turn) {
        try (var client = turn.connect(
                () -> ImapClient.connect(setting.server(), setting.credentials(), Timeouts.DEFAULT),
                ImapException.class,
                ImapException::failure)) {
            var filing = new Filing(copies, blobs, client, setting.name());
            while (!stopping && client.isOpen() && !errands.isEmpty()) {
                run(setting, filing, errands.remove());
            }
        } catch (ImapException e) {
            errands.forEach(errand -> copies.failed(errand, message(e)));
        }
    }

    private void run(Imap setting, Filing filing, Errand errand) {
        try {
            filing.run(errand);
        } catch (ImapException e) {
            if (isForAll(e)) {
                connections.failed(Connection.imap(setting.id()), e.failure(), message(e), null);
            }
            copies.failed(errand, message(e));
        } catch (UncheckedIOException e) {
            Log.warnf(e, "The copy of mail %s could not be read, or another run has it", errand.mail());
            copies.failed(errand, "The mail could not be read from the database.");
        }
    }

    /** What matters to everybody who uses the connection, and not to one mailbox only. */
    private static boolean isForAll(ImapException e) {
        return switch (e.reason()) {
            case THROTTLED, TOO_MANY_CONNECTIONS -> true;
            default -> false;
        };
    }

    private static String message(ImapException e) {
        return String.valueOf(e.getMessage());
    }
}
