package io.mailroom.handover;

import io.mailroom.db.Database;
import io.mailroom.db.Database.Session;
import io.mailroom.item.ItemRelease;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is to be delivered, and what became of it. Blocking. */
@ApplicationScoped
class HandoverRows {

    private final Database database;
    private final ItemRelease releases;
    private final Clock clock;

    HandoverRows(Database database, ItemRelease releases, Clock clock) {
        this.database = database;
        this.releases = releases;
        this.clock = clock;
    }

    /**
     * The oldest that are due, counted as attempted. What an earlier run had in hand when its process died is among them: no
     * two runs for one destination are under way at the same time.
     */
    List<Delivery> claim(UUID destination, UUID run, int most) {
        return database.query("""
                        update handover set run = $2, attempts = attempts + 1, last_attempt = $3 where id in (
                            select id from handover
                            where destination_id = $1 and state = 'pending' and next_attempt <= $3
                            and run is distinct from $2
                            order by next_attempt, id limit $4 for update skip locked)
                        returning *""", destination, run, now(), most).stream()
                .map(Delivery::of)
                .toList();
    }

    /** Not attempted, after all. */
    void giveBack(List<Delivery> deliveries) {
        database.update(
                "update handover set run = null, attempts = attempts - 1 where id = any($1) and state = 'pending'",
                (Object) deliveries.stream().map(Delivery::key).toArray(UUID[]::new));
    }

    void remember(Delivery delivery, String progress) {
        database.update("update handover set progress = $2 where id = $1", delivery.key(), progress);
    }

    /** What arrived has arrived, whatever was decided meanwhile. */
    void delivered(Delivery delivery, Outcome.Delivered outcome) {
        settle(
                delivery,
                session -> session.update(
                        """
                        update handover set state = 'delivered', took = $2, next_attempt = null, run = null, progress = null,
                            status = $3, answer = $4, error = null, remote_id = $5, remote_link = $6
                        where id = $1""",
                        delivery.key(),
                        outcome.took(),
                        outcome.status(),
                        outcome.answer(),
                        outcome.remoteId(),
                        outcome.link()));
    }

    void skipped(Delivery delivery, Outcome.Skipped outcome) {
        settle(delivery, session -> session.update("""
                        update handover set state = 'skipped', next_attempt = null, run = null, error = null, answer = $2
                        where id = $1 and state = 'pending'""", delivery.key(), outcome.why()));
    }

    private interface Settling {
        void in(Session session);
    }

    /** The destination works; and when this was the last one to confirm, the item need not be here any more. */
    private void settle(Delivery delivery, Settling settling) {
        List<byte[]> free = database.transaction(session -> {
            if (!delivery.keep()) { // whoever adds another destination, or settles with one, comes before or after us
                session.query("select from item where id = $1 for update", delivery.item());
            }
            settling.in(session);
            session.update(
                    "update destination set failures = 0 where id = $1 and failures > 0", delivery.destination());
            return !delivery.keep() && isOver(session, delivery.item())
                    ? releases.release(session, delivery.item())
                    : List.of();
        });
        releases.drop(free);
    }

    /** Whether all have confirmed, one of them at least with contents of the item, and nobody wants it kept. */
    private static boolean isOver(Session session, UUID item) {
        return session.query("""
                        select bool_and(state in ('delivered', 'skipped')) and not bool_or(keep) and bool_or(took)
                        from handover where item_id = $1""", item).getFirst().getBoolean(0);
    }

    /** To be asked about again then. */
    void underWay(Delivery delivery, Instant next) {
        database.update("""
                        update handover set next_attempt = $2, run = null, error = null, answer = 'It was taken, and is being worked on.'
                        where id = $1 and state = 'pending'""", delivery.key(), utc(next));
    }

    /**
     * Of the last attempt only, and while it is still to be delivered: of an earlier one nobody wants to know.
     *
     * @param next when to try again; null for never
     */
    void refused(Session session, Delivery delivery, Outcome.Refused outcome, @Nullable Instant next) {
        session.update(
                """
                update handover set state = case when $2::timestamptz is null then 'failed' else state end,
                    next_attempt = $2, run = null, status = $3, answer = $4, error = $5
                where id = $1 and state = 'pending' and attempts = $6""",
                delivery.key(),
                next == null ? null : utc(next),
                outcome.status(),
                outcome.answer(),
                outcome.error(),
                delivery.attempts());
    }

    /** @return how often in a row */
    int failed(Session session, UUID destination) {
        return session
                .query("update destination set failures = failures + 1 where id = $1 returning failures", destination)
                .stream()
                .findFirst()
                .map(row -> row.getInteger(0))
                .orElse(0);
    }

    /** @return whether it was not paused already */
    boolean pause(Session session, UUID destination, String why) {
        return session.update("update destination set paused = $2 where id = $1 and paused is null", destination, why)
                == 1;
    }

    /** When the next one is due; empty when there is nothing to do. */
    Optional<Instant> next(UUID destination) {
        return Optional.ofNullable(database.query(
                                "select min(next_attempt) from handover where destination_id = $1 and state = 'pending'",
                                destination)
                        .getFirst()
                        .getOffsetDateTime(0))
                .map(OffsetDateTime::toInstant);
    }

    private OffsetDateTime now() {
        return utc(clock.instant());
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
