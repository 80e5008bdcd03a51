package io.mailroom.handover;

import io.mailroom.db.Columns;
import io.mailroom.db.Database;
import io.mailroom.db.Ids;
import io.mailroom.schedule.Jobs;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/** Where items go in: what is to be handed over is committed with them, and delivered afterwards. Blocking. */
@ApplicationScoped
public class Handovers {

    private final HandoverConfig config;
    private final Jobs jobs;
    private final Clock clock;

    Handovers(HandoverConfig config, Jobs jobs, Clock clock) {
        this.config = config;
        this.jobs = jobs;
        this.clock = clock;
    }

    /**
     * An item for a number of destinations.
     *
     * @param keep whether it stays here once all of them have it
     */
    public record Order(UUID item, boolean keep) {}

    private record Row(UUID id, Order order, UUID destination) {}

    /** Each destination is given each item once, however often this is asked for. One that is there no more is left out. */
    public void add(Database.Session session, List<UUID> destinations, List<Order> orders) {
        if (destinations.isEmpty() || orders.isEmpty()) {
            return;
        }
        var rows = new Columns<>(orders.stream()
                .flatMap(order -> destinations.stream().map(to -> new Row(Ids.next(), order, to)))
                .toList());
        var now = clock.instant();
        var added = session.query(
                """
                insert into handover (id, item_id, destination_id, keep, state, created, next_attempt, give_up)
                select new.id, new.item_id, d.id, new.keep, 'pending', $5::timestamptz, $5::timestamptz, $6::timestamptz
                from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bool[]) as new (id, item_id, destination_id, keep)
                join destination d on d.id = new.destination_id
                order by new.item_id, d.id
                on conflict (item_id, destination_id) do nothing
                returning destination_id""",
                rows.of(Row::id, UUID[]::new),
                rows.of(row -> row.order().item(), UUID[]::new),
                rows.of(Row::destination, UUID[]::new),
                rows.of(row -> row.order().keep(), Boolean[]::new),
                now.atOffset(ZoneOffset.UTC),
                now.plus(config.giveUp()).atOffset(ZoneOffset.UTC));
        added.stream()
                .map(row -> row.getUUID(0))
                .distinct()
                .sorted() // two transactions for the same destinations must not wait for each other
                .forEach(to -> jobs.runBy(session, HandoverJob.NAME, to.toString(), now));
    }

    /** What was just committed starts now rather than at the next look. */
    public void wake() {
        jobs.wake();
    }
}
