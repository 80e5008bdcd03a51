package io.mailroom.scan;

import io.mailroom.blob.ByteSource;
import io.mailroom.db.Database;
import io.mailroom.handover.Handovers;
import io.mailroom.item.IncomingMail;
import io.mailroom.item.MailIntake;
import io.mailroom.item.Outcome;
import io.mailroom.mime.DeliveryReports;
import io.mailroom.outbox.Reports;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** What comes of mails once they have been fetched: items, news of mails we sent, and what is handed over. Blocking. */
@ApplicationScoped
class Arrivals {

    private final MailIntake intake;
    private final Reports reports;
    private final Handovers handovers;
    private final Clock clock;

    Arrivals(MailIntake intake, Reports reports, Handovers handovers, Clock clock) {
        this.intake = intake;
        this.reports = reports;
        this.handovers = handovers;
        this.clock = clock;
    }

    /** Ahead of the commit: the bytes into the store. */
    void stage(ScanTarget target, List<MailBatch.Arrived> arrived) {
        intake.stage(target.intake(), incoming(target, arrived));
    }

    /** @return what became of each, in their order; it holds once {@code session} is committed */
    List<Outcome> add(Database.Session session, ScanTarget target, List<MailBatch.Arrived> arrived) {
        var outcomes = intake.add(session, target.intake(), incoming(target, arrived));
        reports.take(session, target.owner().accountId(), seen(arrived, outcomes));
        if (!target.destinations().isEmpty()) {
            handovers.add(session, target.destinations(), orders(target, outcomes));
        }
        return outcomes;
    }

    /** Also what is here already, by whomever it was imported; that it stays is not ours to decide then. */
    private static List<Handovers.Order> orders(ScanTarget target, List<Outcome> outcomes) {
        var orders = new LinkedHashMap<UUID, Handovers.Order>();
        for (var outcome : outcomes) {
            switch (outcome) {
                case Outcome.Imported(var item, boolean reused) ->
                    orders.put(item, new Handovers.Order(item, target.keepHere()));
                case Outcome.Duplicate(var item) -> {
                    if (item != null) {
                        orders.putIfAbsent(item, new Handovers.Order(item, true));
                    }
                }
            }
        }
        return List.copyOf(orders.values());
    }

    /** What is no news was imported by somebody else, maybe: what it says of our mails may be. */
    private List<Reports.Seen> seen(List<MailBatch.Arrived> arrived, List<Outcome> outcomes) {
        var seen = new ArrayList<Reports.Seen>();
        for (int i = 0; i < arrived.size(); i++) {
            var mail = arrived.get(i);
            var item = switch (outcomes.get(i)) {
                case Outcome.Imported(var id, boolean reused) -> id;
                case Outcome.Duplicate(var id) -> id;
            };
            if (item != null) {
                DeliveryReports.read(mail.message(), mail.raw().bytes())
                        .ifPresent(report -> seen.add(new Reports.Seen(item, report, received(mail))));
            }
        }
        return seen;
    }

    private List<IncomingMail> incoming(ScanTarget target, List<MailBatch.Arrived> arrived) {
        return arrived.stream().map(mail -> incoming(target, mail)).toList();
    }

    private IncomingMail incoming(ScanTarget target, MailBatch.Arrived mail) {
        var message = mail.message();
        return new IncomingMail(
                message,
                ByteSource.of(mail.raw().bytes()),
                target.direction(message.header()),
                received(mail),
                target.rules().wanted(message.parts()),
                target.rules().wantsPage());
    }

    private Instant received(MailBatch.Arrived mail) {
        return Objects.requireNonNullElseGet(mail.info().internalDate(), clock::instant);
    }
}
