package io.mailroom.settings;

import io.mailroom.account.Caller;
import io.mailroom.egress.Cause;
import io.mailroom.health.Connection;
import io.mailroom.health.Connections;
import io.mailroom.health.Occasion;
import io.mailroom.health.Turn;
import io.mailroom.imap.ImapClient;
import io.mailroom.imap.ImapException;
import io.mailroom.mime.Address;
import io.mailroom.settings.MailServers.Imap;
import io.mailroom.settings.MailServers.Smtp;
import io.mailroom.settings.Phases.Failure;
import io.mailroom.settings.RoundtripSearch.Found;
import io.mailroom.smtp.Receipt;
import io.mailroom.smtp.SmtpClient;
import io.mailroom.smtp.SmtpException;
import io.mailroom.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Sends a mail to its own sender, waits for it, and deletes it. Blocking; on a virtual thread, outside any transaction.
 */
@ApplicationScoped
class Roundtrips {

    private static final List<Phase> PLAN =
            List.of(Phase.IMAP_LOGIN, Phase.SMTP_LOGIN, Phase.SUBMISSION, Phase.ARRIVAL, Phase.REMOVAL);

    private final SettingsConfig config;
    private final Visits visits;
    private final Connections connections;
    private final RoundtripMarks marks;
    private final Optional<List<String>> relayFrom;
    private final Clock clock;

    Roundtrips(
            SettingsConfig config,
            Visits visits,
            Connections connections,
            RoundtripMarks marks,
            @ConfigProperty(name = "mailroom.send.relay-from") Optional<List<String>> relayFrom,
            Clock clock) {
        this.relayFrom = relayFrom;
        this.config = config;
        this.visits = visits;
        this.connections = connections;
        this.marks = marks;
        this.clock = clock;
    }

    /**
     * @param onlooker is told of each phase when it has come to its end
     * @throws Problem 429 or 503 when too many mail servers are being asked
     */
    ConnectionReport run(Caller caller, Smtp smtp, Imap imap, String mailbox, Consumer<Phases.Glance> onlooker) {
        refuseStrangers(smtp);
        var trip = new Trip(caller, smtp, imap, mailbox, onlooker);
        var most = config.roundtripTime().plus(config.visitTime());
        try {
            visits.roundtrip(caller.accountId(), most, () -> {
                trip.run();
                return trip;
            });
        } catch (Visit.TooSlow e) {
            trip.left();
        }
        return trip.report();
    }

    private void refuseStrangers(Smtp smtp) {
        var address = Address.parse(smtp.from()).address();
        if (!smtp.mayBeFrom(address.substring(address.lastIndexOf('@') + 1), relayFrom)) {
            throw Problem.forbidden("The setting " + smtp.name() + " logs in to no server, and over such ones mail goes"
                    + " only from " + String.join(", ", relayFrom.orElse(List.of())) + ". Nothing was sent.");
        }
    }

    private Turn.Now turn(Connection connection) {
        return switch (connections.enter(connection, Occasion.TEST)) {
            case Turn.Now now -> now;
            case Turn.Later later -> throw later.problem("The settings were not tested again so soon");
        };
    }

    /** One mail on its way. */
    private final class Trip {

        private final Smtp smtp;
        private final Imap imap;
        private final String mailbox;
        private final RoundtripMail mail;
        private final Phases phases;
        private volatile Optional<Found> found = Optional.empty();
        private volatile boolean expunged;

        Trip(Caller caller, Smtp smtp, Imap imap, String mailbox, Consumer<Phases.Glance> onlooker) {
            this.phases = new Phases(PLAN).watchedBy(onlooker);
            this.smtp = smtp;
            this.imap = imap;
            this.mailbox = mailbox;
            var address = Address.parse(smtp.from()).address();
            var date = clock.instant();
            this.mail = RoundtripMail.of(address, marks.next(caller.collectiveId(), address, date), date);
        }

        void run() {
            var connecting = Phases.ofConnection(imap.server().tls(), Phase.INBOX);
            var progress = progress(connecting, Subject.of(imap));
            try (var turn = turn(Connection.imap(imap.id()));
                    var client = turn.connect(
                            () -> ImapClient.connect(
                                    imap.server(),
                                    imap.credentials(),
                                    Visits.timeouts(config.visitTime()),
                                    ConnectionTests.LIMITS,
                                    progress),
                            ImapException.class,
                            ImapException::failure)) {
                var search = RoundtripSearch.begin(client, mailbox);
                phases.done(Phase.IMAP_LOGIN, null);
                if (submit()) {
                    receive(search);
                }
            } catch (ImapException e) {
                fail(Subject.of(imap).failure(e, connecting.current(), progress.certificateNames()));
            }
        }

        private ConnectionProgress progress(Phases connecting, Subject subject) {
            return new ConnectionProgress(
                    connecting, subject.server(), subject.credentials().user());
        }

        /** @return whether the mail may be on its way */
        private boolean submit() {
            var connecting = Phases.ofConnection(smtp.server().tls(), Phase.SENDER);
            var progress = progress(connecting, Subject.of(smtp));
            try (var turn = turn(Connection.smtp(smtp.id()));
                    var client = turn.connect(
                            () -> SmtpClient.connect(
                                    smtp.server(), smtp.credentials(), Visits.timeouts(config.visitTime()), progress),
                            SmtpException.class,
                            SmtpException::failure)) {
                phases.done(Phase.SMTP_LOGIN, null);
                return submitted(client.submit(mail.envelope(), mail));
            } catch (SmtpException e) {
                fail(Subject.of(smtp).failure(e, connecting.current(), progress.certificateNames()));
                return false;
            }
        }

        private boolean submitted(Receipt receipt) {
            var reply = receipt.reply().text();
            if (receipt.recipients().stream()
                    .allMatch(recipient -> recipient.state() == Receipt.State.REFUSED
                            || recipient.state() == Receipt.State.DEFERRED)) {
                fail(new Failure(
                        Cause.OTHER,
                        smtp.server() + " did not take the mail to " + mail.address() + ". It answered: " + reply,
                        "Check that from is an address that mail can be sent to."));
                return false;
            }
            phases.done(Phase.SUBMISSION, new PhaseDetails.Submission(mail.messageId(), reply));
            return true;
        }

        private void receive(RoundtripSearch search) {
            found = search.await(mail.mark(), config.roundtripTime());
            found.ifPresentOrElse(
                    here -> {
                        phases.done(Phase.ARRIVAL, new PhaseDetails.Arrival(here.mailbox(), here.junk(), here.uid()));
                        expunged = search.remove(here);
                        phases.done(Phase.REMOVAL, new PhaseDetails.Removal(expunged));
                    },
                    () -> fail(missing()));
        }

        private Failure missing() {
            return new Failure(
                    Cause.TIMEOUT,
                    smtp.server() + " took the mail to " + mail.address() + ", and " + imap.server()
                            + " did not show it in " + mailbox + " within "
                            + Subject.seconds(config.roundtripTime()) + ".",
                    "Check that mail to " + mail.address()
                            + " ends in this mailbox, and look for it in the others. It may"
                            + " only be late: it is not imported when it comes, and you may delete it.");
        }

        private void fail(Failure failure) {
            phases.fail(phases.current(), failure, null);
        }

        /** All of it took too long. */
        void left() {
            var phase = phases.current();
            var subject = phase == Phase.SMTP_LOGIN || phase == Phase.SUBMISSION ? Subject.of(smtp) : Subject.of(imap);
            fail(subject.tooSlow(phase, config.roundtripTime().plus(config.visitTime())));
        }

        ConnectionReport report() {
            var where = found.map(Found::mailbox).orElse(mailbox);
            var warnings = new ArrayList<>(Subject.of(smtp).warnings());
            warnings.addAll(Subject.of(imap).warnings());
            if (found.filter(Found::junk).isPresent()) {
                warnings.add("The mail was taken for junk: it arrived in " + where + ", and not in " + mailbox + ".");
            }
            return phases.report(
                    "The mail to " + mail.address() + " arrived in " + where + ", and was "
                            + (expunged ? "deleted there." : "flagged as deleted there: the server does no more."),
                    warnings.stream().distinct().collect(Collectors.toList()));
        }
    }
}
