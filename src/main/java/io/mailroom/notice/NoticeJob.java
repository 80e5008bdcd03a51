package io.mailroom.notice;

import io.mailroom.account.Owners;
import io.mailroom.db.Database;
import io.mailroom.db.Transactions;
import io.mailroom.schedule.Job;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.Startup;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Sends what is in the outbox, one after the other, on one replica at a time. A notice is gone from it only when the mail
 * server has taken it: should we die in between, it is sent twice rather than never.
 */
@Startup // so that its numbers are there, at zero, before anything happens
@ApplicationScoped
class NoticeJob implements Job {

    static final String NAME = "notice";
    static final String INSTANCE = "all";

    private static final Duration EVERY = Duration.ofHours(1);
    private static final Duration FIRST_RETRY = Duration.ofMinutes(1);
    private static final Duration LAST_RETRY = Duration.ofHours(1);

    /** Longer than sending takes. */
    private static final Duration LEASE = Duration.ofMinutes(5);

    private static final Duration GIVEN_UP = Duration.ofDays(1);
    private static final Duration KEPT = Duration.ofDays(90);

    /** A mail server that takes none of these in a row is not asked further. */
    private static final int PATIENCE = 3;

    private final Sender sender;
    private final Owners owners;
    private final Database database;
    private final Transactions transactions;
    private final Clock clock;
    private final MeterRegistry metrics;

    NoticeJob(
            Sender sender,
            Owners owners,
            Database database,
            Transactions transactions,
            Clock clock,
            MeterRegistry metrics) {
        this.sender = sender;
        this.owners = owners;
        this.database = database;
        this.transactions = transactions;
        this.clock = clock;
        this.metrics = metrics;
        for (var outcome : List.of("sent", "deferred", "failed", "needless")) {
            counter(outcome);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<String> standing() {
        return Optional.of(INSTANCE);
    }

    @Override
    public Optional<Instant> run(String instance) {
        int failures = 0;
        while (failures < PATIENCE) {
            var letter = next();
            if (letter.isEmpty()) {
                break;
            }
            failures = send(letter.get()) ? 0 : failures + 1;
        }
        database.update(
                "delete from notice where next_try is null and created < $1",
                utc(clock.instant().minus(KEPT)));
        return Optional.of(nextRun(failures > 0));
    }

    private Instant nextRun(boolean failing) {
        var now = clock.instant();
        var earliest = failing ? now.plus(FIRST_RETRY) : now;
        var latest = now.plus(EVERY);
        return Optional.ofNullable(database.query("select min(next_try) from notice where next_try is not null")
                        .getFirst()
                        .getOffsetDateTime(0))
                .map(OffsetDateTime::toInstant)
                .map(due -> due.isBefore(earliest) ? earliest : due)
                .filter(due -> due.isBefore(latest))
                .orElse(latest);
    }

    /** Taken for a while: whoever finds it due again knows that we died. */
    private Optional<Letter> next() {
        var now = clock.instant();
        return database.query("""
                        update notice set attempts = attempts + 1, next_try = $2
                        where id = (select id from notice where next_try <= $1 order by next_try limit 1
                            for update skip locked)
                        returning id, account_id, subject, text, advice, link, created, attempts""", utc(now), utc(now.plus(LEASE))).stream()
                .map(NoticeJob::letter)
                .findFirst();
    }

    private static Letter letter(Row row) {
        return new Letter(
                row.getUUID("id"),
                row.getUUID("account_id"),
                row.getString("subject"),
                row.getString("text"),
                row.getString("advice"),
                row.getString("link"),
                row.getOffsetDateTime("created").toInstant(),
                row.getInteger("attempts"));
    }

    private boolean send(Letter letter) {
        var address = transactions.await(() -> owners.noticeAddress(letter.account()));
        if (address.isEmpty() || !sender.isConfigured()) {
            count("needless");
            done(letter.id(), null, "There is no address to send it to, or none to send it from.");
            return true;
        }
        try {
            sender.send(letter, address.get());
        } catch (RuntimeException e) { // whatever the mailer throws; the row decides what comes of it
            failed(letter, e);
            return false;
        }
        count("sent");
        done(letter.id(), clock.instant(), null);
        return true;
    }

    private void failed(Letter letter, RuntimeException e) {
        var now = clock.instant();
        if (now.isAfter(letter.created().plus(GIVEN_UP))) {
            Log.errorf(
                    e,
                    "Notice %s to account %s could not be sent for a day and is given up. Check quarkus.mailer.*",
                    letter.id(),
                    letter.account());
            count("failed");
            done(letter.id(), null, String.valueOf(e.getMessage()));
            return;
        }
        count("deferred");
        var wait = patience(letter.attempts());
        Log.warnf("Notice %s could not be sent, and is tried again in %s: %s", letter.id(), wait, e.getMessage());
        database.update(
                "update notice set next_try = $2, error = $3 where id = $1",
                letter.id(),
                utc(now.plus(wait)),
                String.valueOf(e.getMessage()));
    }

    private void count(String outcome) {
        counter(outcome).increment();
    }

    private Counter counter(String outcome) {
        return Counter.builder("mailroom.notices")
                .description("Mails from the operator to users, by what came of them")
                .tag("outcome", outcome)
                .register(metrics);
    }

    /** 1 min, 2 min, 4 min ... 1 h. */
    private static Duration patience(int attempts) {
        var wait = FIRST_RETRY.multipliedBy(1L << Math.clamp(attempts - 1L, 0, 10));
        return wait.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : wait;
    }

    private void done(UUID notice, @Nullable Instant sent, @Nullable String error) {
        database.update(
                "update notice set next_try = null, sent = $2, error = $3 where id = $1",
                notice,
                sent == null ? null : utc(sent),
                error);
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
