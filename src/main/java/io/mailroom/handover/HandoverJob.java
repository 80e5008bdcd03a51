package io.mailroom.handover;

import io.mailroom.db.Database;
import io.mailroom.db.Ids;
import io.mailroom.handover.Outcome.Fault;
import io.mailroom.handover.Outcome.Refused;
import io.mailroom.notice.Notice;
import io.mailroom.notice.Notices;
import io.mailroom.schedule.Job;
import io.mailroom.schedule.Jobs;
import io.mailroom.webhook.Places;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Delivers what is due to one destination, a few items at a time and on one replica at a time: an instance of this job is a
 * destination, so a slow one delays itself only.
 */
@ApplicationScoped
class HandoverJob implements Job {

    static final String NAME = "handover";

    /** Then it is somebody else's turn, if somebody waits. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private static final Duration FIRST_RETRY = Duration.ofSeconds(10);
    private static final Duration LAST_RETRY = Duration.ofHours(1);

    /** A destination that fails so often in a row is left alone for a while; or paused, if only its owner can mend it. */
    static final int PATIENCE = 3;

    private static final Duration WITHOUT_A_PLACE = Duration.ofSeconds(1);

    private final HandoverRows rows;
    private final DestinationRows destinations;
    private final Attempts attempts;
    private final Notices notices;
    private final Database database;
    private final Jobs jobs;
    private final HandoverConfig config;
    private final Clock clock;
    private final Places places;
    private volatile boolean stopping;

    HandoverJob(
            HandoverRows rows,
            DestinationRows destinations,
            Attempts attempts,
            Notices notices,
            Database database,
            Jobs jobs,
            HandoverConfig config,
            Clock clock) {
        this.rows = rows;
        this.destinations = destinations;
        this.attempts = attempts;
        this.notices = notices;
        this.database = database;
        this.jobs = jobs;
        this.config = config;
        this.clock = clock;
        this.places = new Places(config.concurrency(), Math.max(1, config.concurrency() / 2));
    }

    /** Before the scheduler waits for its runs: they end with the items that they have in hand. */
    void stop(@Observes @Priority(10) ShutdownEvent event) {
        stopping = true;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Instant> run(String instance) {
        var destination = destinations.working(UUID.fromString(instance));
        if (destination.isEmpty()) {
            return Optional.empty(); // going on schedules it again
        }
        var owner = destination.get().account();
        if (!places.take(owner)) {
            return Optional.of(
                    clock.instant().plus(WITHOUT_A_PLACE)); // without waiting: that would keep other jobs from running
        }
        try {
            return run(destination.get());
        } finally {
            places.leave(owner);
        }
    }

    private Optional<Instant> run(Destination destination) {
        var end = clock.instant().plus(LONGEST);
        var drain = new Drain(
                rows,
                destination.id(),
                Ids.next(),
                delivery -> deliver(destination, delivery),
                () -> stopping || clock.instant().isAfter(end));
        int failures = drain.run(config.perDestination());
        var now = clock.instant();
        var earliest = failures < PATIENCE ? now : now.plus(patience(failures - PATIENCE + 1));
        return rows.next(destination.id()).map(next -> next.isBefore(earliest) ? earliest : next);
    }

    /** @return how often the destination has failed in a row now */
    private int deliver(Destination destination, Delivery delivery) {
        switch (attempts.make(destination, delivery)) {
            case Outcome.Delivered delivered -> rows.delivered(delivery, delivered);
            case Outcome.Skipped skipped -> rows.skipped(delivery, skipped);
            case Outcome.UnderWay(var askAgain) -> rows.underWay(delivery, later(delivery, askAgain));
            case Refused refused -> {
                return refused(destination, delivery, refused);
            }
        }
        return 0;
    }

    private Instant later(Delivery delivery, Duration wait) {
        var now = clock.instant();
        var patience = patience(delivery.attempts());
        return now.plus(patience.compareTo(wait) > 0 ? wait : patience);
    }

    private int refused(Destination destination, Delivery delivery, Refused refused) {
        var now = clock.instant();
        var wait = patience(delivery.attempts());
        var asked = refused.asked();
        var next = now.plus(asked != null && asked.compareTo(wait) > 0 ? asked : wait);
        boolean late = next.isAfter(delivery.giveUp());
        boolean over = late || refused.fault() == Fault.OF_ITEM;
        int failures = database.transaction(session -> {
            rows.refused(session, delivery, refused, over ? null : next);
            if (refused.fault() == Fault.OF_ITEM) {
                return 0;
            }
            int inARow = rows.failed(session, destination.id());
            if (refused.fault() == Fault.OF_DESTINATION
                    && inARow >= PATIENCE
                    && rows.pause(session, destination.id(), refused.error())) {
                notices.post(session, paused(destination));
            } else if (late) {
                notices.post(session, givenUp(destination));
            }
            return inARow;
        });
        if (failures >= PATIENCE) {
            Log.warnf(
                    "Destination %s of account %s fails: %s", destination.id(), destination.account(), refused.error());
            jobs.wake();
        }
        return failures;
    }

    /** In our own words: anybody may run the other side, and have mail sent to anybody. */
    private static Notice paused(Destination destination) {
        return notice(
                destination,
                "“" + destination.name() + "” takes nothing any more",
                "It does not let us in, or is not where it was, so nothing is handed over to “" + destination.name()
                        + "” (" + destination.kind().words() + ") for now. What waits for it is kept.");
    }

    private static Notice givenUp(Destination destination) {
        return notice(
                destination,
                "“" + destination.name() + "” could not be reached for long",
                "Items could not be handed over to “" + destination.name() + "” ("
                        + destination.kind().words() + "), and are tried no more. They are kept here.");
    }

    private static Notice notice(Destination destination, String subject, String text) {
        return new Notice(
                destination.account(),
                "handover/" + destination.id(),
                true,
                true,
                subject,
                text,
                "Look at the destination, test it, and let it go on.",
                destination.page());
    }

    /** 10 s, 20 s, 40 s ... 1 h. */
    static Duration patience(int attempts) {
        var wait = FIRST_RETRY.multipliedBy(1L << Math.clamp(attempts - 1, 0, 10));
        return wait.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : wait;
    }
}
