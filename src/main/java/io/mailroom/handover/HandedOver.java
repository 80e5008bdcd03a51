package io.mailroom.handover;

import io.mailroom.account.Caller;
import io.mailroom.db.Database;
import io.mailroom.schedule.Jobs;
import io.mailroom.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/** What became of single items, and what their collective decides about them. Blocking. */
@ApplicationScoped
class HandedOver {

    private static final String OF_ITEM = """
            from handover h join destination d on d.id = h.destination_id join item i on i.id = h.item_id
            where h.item_id = $1 and i.collective_id = $2""";

    private final Database database;
    private final DestinationRows destinations;
    private final Handovers handovers;
    private final Jobs jobs;
    private final HandoverConfig config;
    private final Clock clock;

    HandedOver(
            Database database,
            DestinationRows destinations,
            Handovers handovers,
            Jobs jobs,
            HandoverConfig config,
            Clock clock) {
        this.database = database;
        this.destinations = destinations;
        this.handovers = handovers;
        this.jobs = jobs;
        this.config = config;
        this.clock = clock;
    }

    /** @throws Problem 404 when the collective has no such item */
    List<HandoverView> of(Caller caller, UUID item) {
        check(caller, item);
        return database
                .query(
                        "select h.*, d.name, d.kind, d.paused is not null as paused " + OF_ITEM
                                + " order by h.created, h.id",
                        item,
                        caller.collectiveId())
                .stream()
                .map(HandoverView::of)
                .toList();
    }

    /** By hand, and so it stays here, too. */
    void add(Caller caller, UUID item, String destination) {
        check(caller, item);
        var to = destinations
                .find(caller.accountId(), destination)
                .orElseThrow(() -> Problem.invalid("destination", "is none of yours: " + destination));
        database.inTransaction(
                session -> handovers.add(session, List.of(to.id()), List.of(new Handovers.Order(item, true))));
        jobs.wake();
    }

    /** At once, with all its time before it. */
    void retry(Caller caller, UUID item, UUID handover) {
        var now = clock.instant();
        database.inTransaction(session -> {
            var due = session.query(
                    """
                    update handover set state = 'pending', next_attempt = $4, give_up = $5
                    where state in ('pending', 'failed', 'cancelled') and id = $3 and id in (select h.id %s)
                    returning destination_id""".formatted(OF_ITEM),
                    item,
                    caller.collectiveId(),
                    handover,
                    now.atOffset(ZoneOffset.UTC),
                    now.plus(config.giveUp()).atOffset(ZoneOffset.UTC));
            if (due.isEmpty()) {
                throw notWaiting();
            }
            jobs.runBy(session, HandoverJob.NAME, due.getFirst().getUUID(0).toString(), now);
        });
        jobs.wake();
    }

    /** The item stays here then, whatever was meant to become of it. */
    void cancel(Caller caller, UUID item, UUID handover) {
        int changed = database.update("""
                update handover set state = 'cancelled', next_attempt = null
                where state in ('pending', 'failed') and id = $3 and id in (select h.id %s)""".formatted(OF_ITEM), item, caller.collectiveId(), handover);
        if (changed == 0) {
            throw notWaiting();
        }
    }

    private void check(Caller caller, UUID item) {
        if (database.query("select from item where id = $1 and collective_id = $2", item, caller.collectiveId())
                .isEmpty()) {
            throw Problem.notFound("There is no item with the id " + item + ".");
        }
    }

    private static Problem notWaiting() {
        return Problem.notFound("Nothing of that id waits to be handed over. It may have been delivered meanwhile.");
    }
}
