package io.mailroom.settings;

import io.mailroom.account.Caller;
import io.mailroom.db.Transactions;
import io.mailroom.health.Connection;
import io.mailroom.health.Connections;
import io.mailroom.health.Occasion;
import io.mailroom.health.Turn;
import io.mailroom.imap.ImapException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Tests and saves the settings for reading and for sending mail of one account at the same time. Blocking. */
@ApplicationScoped
class BothDirections {

    /** How both tests went. */
    record Reports(ConnectionReport reading, ConnectionReport sending) {}

    private final ImapSettings imap;
    private final SmtpSettings smtp;
    private final MailServers servers;
    private final ConnectionTests tests;
    private final Connections connections;
    private final Transactions transactions;

    BothDirections(
            ImapSettings imap,
            SmtpSettings smtp,
            MailServers servers,
            ConnectionTests tests,
            Connections connections,
            Transactions transactions) {
        this.imap = imap;
        this.smtp = smtp;
        this.servers = servers;
        this.tests = tests;
        this.connections = connections;
        this.transactions = transactions;
    }

    Reports test(Caller who, ImapSettingsInput reading, EmailSettingsInput sending, Watcher watcher) {
        var mailbox = transactions.await(() -> imap.unsaved(who, reading).chain(servers::of));
        var sender = transactions.await(() -> smtp.unsaved(who, sending).chain(servers::of));
        var atReading = watcher.of(MailProtocol.IMAP.test());
        var atSending = watcher.of(MailProtocol.SMTP.test());
        var read = CompletableFuture.supplyAsync(
                () -> tests.of(who.accountId(), mailbox, atReading),
                task -> Thread.ofVirtual().name("mail-test").start(task));
        var sent = tests.of(who.accountId(), sender, atSending);
        try {
            return new Reports(read.join(), sent);
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    /** What was tested a moment ago: all of it, or nothing. */
    void save(Caller who, ImapSettingsInput reading, EmailSettingsInput sending) {
        transactions.await(() -> imap.add(who, reading).chain(() -> smtp.add(who, sending)));
        worksForReading(who, reading.name());
        worksForSending(who, sending.name());
    }

    void saveReading(Caller who, ImapSettingsInput reading) {
        transactions.await(() -> imap.add(who, reading));
    }

    void saveSending(Caller who, EmailSettingsInput sending) {
        transactions.await(() -> smtp.add(who, sending));
    }

    private void worksForReading(Caller who, String name) {
        var stored = transactions.await(() -> servers.imap(who.accountId(), name));
        works(stored.map(MailServers.Imap::id).map(Connection::imap));
    }

    private void worksForSending(Caller who, String name) {
        var stored = transactions.await(() -> servers.smtp(who.accountId(), name));
        works(stored.map(MailServers.Smtp::id).map(Connection::smtp));
    }

    /** The same settings have just worked, before they had a place to note it. */
    private void works(Optional<Connection> connection) {
        if (connection.isPresent() && connections.enter(connection.get(), Occasion.TEST) instanceof Turn.Now turn) {
            turn.connect(() -> true, ImapException.class, ImapException::failure);
        }
    }
}
