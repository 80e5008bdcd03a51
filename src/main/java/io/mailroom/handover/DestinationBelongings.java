package io.mailroom.handover;

import io.mailroom.account.Belongings;
import io.mailroom.account.Leaver;
import io.mailroom.db.Database;
import io.mailroom.schedule.Jobs;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** Destinations with what was and would have been handed over to them. What they were given already is not ours to take back. */
@ApplicationScoped
class DestinationBelongings implements Belongings {

    private final Jobs jobs;

    DestinationBelongings(Jobs jobs) {
        this.jobs = jobs;
    }

    @Override
    public Step removeSome(Database.Session tx, Leaver leaver, int limit) {
        var destinations = tx
                .query(
                        "select id from destination where account_id in (" + Leaver.ACCOUNTS
                                + ") order by id for update",
                        leaver.collective(),
                        leaver.account())
                .stream()
                .map(row -> row.getUUID(0))
                .toArray(UUID[]::new);
        if (destinations.length == 0) {
            return Step.NOTHING;
        }
        boolean running = jobs.removeAll(
                tx,
                HandoverJob.NAME,
                Stream.of(destinations).map(UUID::toString).toList());
        int handovers = tx.update(
                "delete from handover where id in (select id from handover where destination_id = any($1) limit $2)",
                destinations,
                limit);
        if (running || handovers > 0) {
            return new Step(Map.of("handovers", handovers), true);
        }
        return new Step(
                Map.of("destinations", tx.update("delete from destination where id = any($1)", (Object) destinations)),
                false);
    }
}
