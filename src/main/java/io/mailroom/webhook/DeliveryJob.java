package io.mailroom.webhook;

import io.mailroom.account.Owners;
import io.mailroom.db.Database;
import io.mailroom.db.Transactions;
import io.mailroom.notice.Notice;
import io.mailroom.notice.Notices;
import io.mailroom.schedule.Job;
import io.mailroom.schedule.Jobs;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Delivers what one receiver is to be told, an event at a time and on one replica at a time: an instance of this job is a
 * webhook, so a slow receiver delays itself only.
 */
@ApplicationScoped
class DeliveryJob implements Job {

    static final String NAME = "webhook-delivery";

    private static final Duration FIRST_RETRY = Duration.ofSeconds(10);
    private static final Duration LAST_RETRY = Duration.ofHours(3);

    /** A receiver that takes none of these in a row is left alone for a while. */
    private static final int PATIENCE = 3;

    /** Events of one run; others want the place, too. */
    private static final int PER_RUN = 50;

    /** Receivers that one collective may have called at the same time: others have slow ones, too. */
    static final int PER_COLLECTIVE = 2;

    private static final Duration AFTER_A_RUN = Duration.ofSeconds(1);

    private final DeliveryRows rows;
    private final Call call;
    private final Notices notices;
    private final Owners owners;
    private final Database database;
    private final Transactions transactions;
    private final Jobs jobs;
    private final WebhookConfig config;
    private final Clock clock;
    private final Places places;

    DeliveryJob(
            DeliveryRows rows,
            Call call,
            Notices notices,
            Owners owners,
            Database database,
            Transactions transactions,
            Jobs jobs,
            WebhookConfig config,
            Clock clock) {
        this.rows = rows;
        this.call = call;
        this.notices = notices;
        this.owners = owners;
        this.database = database;
        this.transactions = transactions;
        this.jobs = jobs;
        this.config = config;
        this.clock = clock;
        this.places = new Places(config.concurrency(), PER_COLLECTIVE);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Instant> run(String instance) {
        var webhook = UUID.fromString(instance);
        var collective = rows.receiver(webhook).map(Receiver::collective);
        if (collective.isEmpty()) {
            return Optional.empty(); // switching it on schedules it again
        }
        if (!places.take(collective.get())) {
            return Optional.of(
                    clock.instant().plus(AFTER_A_RUN)); // without waiting: that would keep other jobs from running
        }
        try {
            return run(webhook);
        } finally {
            places.leave(collective.get());
        }
    }

    private Optional<Instant> run(UUID webhook) {
        int failures = 0;
        for (int i = 0; i < PER_RUN && failures < PATIENCE; i++) {
            var receiver = rows.receiver(webhook);
            if (receiver.isEmpty()) {
                return Optional.empty();
            }
            var now = clock.instant();
            var delivery = rows.claim(webhook, now, now.plus(config.timeout().multipliedBy(2)));
            if (delivery.isEmpty()) {
                break;
            }
            failures = deliver(receiver.get(), delivery.get()) ? 0 : failures + 1;
        }
        var earliest = failures < PATIENCE ? clock.instant() : clock.instant().plus(FIRST_RETRY);
        return rows.next(webhook).map(next -> next.isBefore(earliest) ? earliest : next);
    }

    private boolean deliver(Receiver receiver, Delivery delivery) {
        return switch (call.make(receiver, delivery)) {
            case Outcome.Taken taken -> {
                rows.delivered(delivery, taken);
                yield true;
            }
            case Outcome.Refused refused -> {
                failed(receiver, delivery, refused);
                yield false;
            }
        };
    }

    private void failed(Receiver receiver, Delivery delivery, Outcome.Refused refused) {
        var now = clock.instant();
        var wait = patience(delivery.attempts());
        var asked = refused.asked();
        var next = now.plus(asked != null && asked.compareTo(wait) > 0 ? asked : wait);
        boolean givenUp = next.isAfter(delivery.created().plus(config.giveUp()));
        boolean hopeless = refused.gone() || givenUp && isOld(receiver, now);
        var admins = hopeless ? transactions.await(() -> owners.admins(receiver.collective())) : List.<UUID>of();
        database.inTransaction(session -> {
            rows.failed(session, delivery, refused, now, givenUp ? null : next);
            if (hopeless && rows.disable(session, receiver.webhook(), why(refused))) {
                admins.forEach(admin -> notices.post(session, notice(admin, receiver, refused)));
            }
        });
        if (hopeless) {
            Log.warnf("Webhook %s is switched off: %s", receiver.webhook(), refused.error());
            jobs.wake();
        }
    }

    private boolean isOld(Receiver receiver, Instant now) {
        var since = receiver.failingSince();
        return since != null && since.isBefore(now.minus(config.disableAfter()));
    }

    private String why(Outcome.Refused refused) {
        return fact(refused) + (refused.gone() ? "" : " The last attempt: " + refused.error());
    }

    /** In our own words: anybody may run the receiver, and have mail sent to anybody. */
    private String fact(Outcome.Refused refused) {
        return refused.gone()
                ? "The receiver answered 410: it wants nothing any more."
                : "No event could be delivered for " + config.disableAfter().toHours() + " hours.";
    }

    private Notice notice(UUID admin, Receiver receiver, Outcome.Refused refused) {
        return new Notice(
                admin,
                "webhook/" + receiver.webhook() + "/" + admin,
                true,
                true,
                "A webhook of your collective was switched off",
                "The webhook to " + receiver.url().getHost() + " was switched off. " + fact(refused),
                "Mend the receiver, and switch the webhook on again.",
                "/api/v1/sec/webhook/" + receiver.webhook());
    }

    /** 10 s, 30 s, 90 s ... 3 h. */
    static Duration patience(int attempts) {
        var wait = FIRST_RETRY;
        for (int i = 1; i < attempts && wait.compareTo(LAST_RETRY) < 0; i++) {
            wait = wait.multipliedBy(3);
        }
        return wait.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : wait;
    }
}
