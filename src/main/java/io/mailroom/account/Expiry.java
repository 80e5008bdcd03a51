package io.mailroom.account;

import io.mailroom.db.Database;
import io.mailroom.schedule.Job;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** Deletes what has expired: sessions, invites, API tokens, counts of failed logins, whom to take no old tokens of. */
@ApplicationScoped
class Expiry implements Job {

    private static final Duration EVERY = Duration.ofHours(1);

    /** So long their users can see which one it was that stopped working. */
    private static final Duration EXPIRED_TOKENS = Duration.ofDays(30);

    private final Database database;
    private final Clock clock;

    Expiry(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "account-expiry";
    }

    @Override
    public Optional<String> standing() {
        return Optional.of("all");
    }

    @Override
    public Optional<Instant> run(String instance) {
        var now = clock.instant().atOffset(ZoneOffset.UTC);
        database.update("delete from login_session where expires < $1", now);
        database.update("delete from invite where expires < $1", now);
        database.update("delete from api_token where expires < $1", now.minus(EXPIRED_TOKENS));
        database.update("delete from departed_person where departed < $1", now.minus(Enrolment.DEPARTED));
        database.update("delete from login_failure where window_ends < $1", now);
        return Optional.of(clock.instant().plus(EVERY));
    }
}
