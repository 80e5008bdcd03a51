package io.mailroom.settings;

import io.mailroom.egress.Cause;
import io.mailroom.egress.Timeouts;
import io.mailroom.health.Connection;
import io.mailroom.health.Connections;
import io.mailroom.health.Occasion;
import io.mailroom.health.Turn;
import io.mailroom.imap.ImapClient;
import io.mailroom.imap.ImapException;
import io.mailroom.imap.Limits;
import io.mailroom.mime.Address;
import io.mailroom.settings.MailServers.Imap;
import io.mailroom.settings.MailServers.Smtp;
import io.mailroom.smtp.SmtpClient;
import io.mailroom.smtp.SmtpException;
import io.mailroom.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Tries mail settings without changing anything anywhere, and tells how far that came. The protocols are those of the rooms
 * that do the real work; here they only tell of their progress. Blocking; on a virtual thread, outside any transaction.
 */
@ApplicationScoped
class ConnectionTests {

    /** A test fetches nothing; whoever answers at such length is no mail server. */
    static final Limits LIMITS = new Limits(
            Limits.DEFAULT.batchBytes(),
            Limits.DEFAULT.batchMessages(),
            Limits.DEFAULT.streamAbove(),
            Limits.DEFAULT.refuseAbove(),
            1 << 20);

    /** Says what there is to say when all went well. */
    private interface Conversation {
        String run(ConnectionProgress progress);
    }

    private final SettingsConfig config;
    private final Visits visits;
    private final Connections connections;

    ConnectionTests(SettingsConfig config, Visits visits, Connections connections) {
        this.config = config;
        this.visits = visits;
        this.connections = connections;
    }

    /**
     * @param onlooker is told of each phase when it has come to its end
     * @throws Problem 429 or 503 when too many mail servers are being asked, or this one was a moment ago
     */
    ConnectionReport of(UUID account, Imap setting, Consumer<Phases.Glance> onlooker) {
        var phases = Phases.ofConnection(setting.server().tls(), Phase.INBOX).watchedBy(onlooker);
        return run(account, Subject.of(setting), phases, progress -> {
            try (var turn = turn(Connection.imap(setting.id()));
                    var client = turn.connect(
                            () -> ImapClient.connect(
                                    setting.server(), setting.credentials(), timeouts(), LIMITS, progress),
                            ImapException.class,
                            ImapException::failure)) {
                var inbox = client.examine("INBOX");
                phases.done(
                        Phase.INBOX,
                        new PhaseDetails.Inbox(
                                inbox.exists(), inbox.uidValidity(), inbox.uidNext() < 0 ? null : inbox.uidNext()));
                return setting.server() + " opened INBOX, which holds " + inbox.exists()
                        + (inbox.exists() == 1 ? " message." : " messages.");
            }
        });
    }

    /**
     * @param onlooker is told of each phase when it has come to its end
     * @throws Problem 429 or 503 when too many mail servers are being asked, or this one was a moment ago
     */
    ConnectionReport of(UUID account, Smtp setting, Consumer<Phases.Glance> onlooker) {
        var phases = Phases.ofConnection(setting.server().tls(), Phase.SENDER).watchedBy(onlooker);
        return run(account, Subject.of(setting), phases, progress -> {
            try (var turn = turn(Connection.smtp(setting.id()));
                    var client = turn.connect(
                            () -> SmtpClient.connect(setting.server(), setting.credentials(), timeouts(), progress),
                            SmtpException.class,
                            SmtpException::failure)) {
                var from = Address.parse(setting.from()).address();
                phases.done(
                        Phase.SENDER,
                        new PhaseDetails.Sender(
                                from, client.tryReversePath(from).text()));
                return setting.server() + " takes mail from " + from + ". Nothing was sent.";
            }
        });
    }

    /** What is not stored is nobody's connection, and free; what is may be tried out of turn, and not all the time. */
    private Turn.Now turn(Connection connection) {
        return switch (connections.enter(connection, Occasion.TEST)) {
            case Turn.Now now -> now;
            case Turn.Later later -> throw later.problem("The settings were not tested again so soon");
        };
    }

    private ConnectionReport run(UUID account, Subject subject, Phases phases, Conversation conversation) {
        var progress = new ConnectionProgress(
                phases, subject.server(), subject.credentials().user());
        var message = "";
        try {
            message =
                    "The settings work. " + visits.visit(account, config.visitTime(), () -> conversation.run(progress));
        } catch (ImapException | SmtpException e) {
            fail(phases, subject, progress, e);
        } catch (Visit.TooSlow e) {
            var phase = phases.current();
            phases.fail(phase, subject.tooSlow(phase, config.visitTime()), progress.details(phase));
        }
        return phases.report(message, subject.warnings());
    }

    private static void fail(Phases phases, Subject subject, ConnectionProgress progress, RuntimeException thrown) {
        var phase = phases.current();
        var failure = subject.failure(thrown, phase, progress.certificateNames());
        if (phase == Phase.DNS && failure.cause() != Cause.DNS && failure.cause() != Cause.EGRESS_DENIED) {
            // Before a name is looked up nothing is asked for but the credential.
            phase = Phase.AUTHENTICATION;
            failure = subject.failure(thrown, phase, List.of());
        }
        phases.fail(phase, failure, progress.details(phase));
    }

    /** Patient with a server that delays a log-in, and less so than the test as a whole, to tell who was silent. */
    private Timeouts timeouts() {
        return Visits.timeouts(shorter(config.visitTime()));
    }

    private static Duration shorter(Duration most) {
        return most.multipliedBy(2).dividedBy(3);
    }
}
