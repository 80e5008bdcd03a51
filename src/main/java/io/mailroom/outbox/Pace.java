package io.mailroom.outbox;

import io.mailroom.db.Database;
import io.mailroom.settings.MailServers.Smtp;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** Keeps to the mails per minute of a setting, over all replicas: they go out one after the other, evenly. Blocking. */
@ApplicationScoped
class Pace {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Database database;
    private final Clock clock;

    Pace(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Takes the next place, and waits for it a little.
     *
     * @return when to come again, where that is too long; no place is taken then
     */
    Optional<Instant> await(Smtp setting) {
        var perMinute = setting.perMinute();
        if (perMinute == null) {
            return Optional.empty();
        }
        var now = clock.instant().atOffset(ZoneOffset.UTC);
        // Whoever comes too early changes nothing.
        var rows = database.query("""
                        with taken as (
                            insert into smtp_pace as p (smtp_id, next) values ($1, $2::timestamptz + $3 * interval '1 microsecond')
                            on conflict (smtp_id) do update
                            set next = greatest(p.next, $2) + $3 * interval '1 microsecond' where p.next <= $2 + $4 * interval '1 second'
                            returning next - $3 * interval '1 microsecond'
                        )
                        select *, true from taken
                        union all
                        select next, false from smtp_pace where smtp_id = $1 and not exists (select from taken)""", setting.id(), now, 60_000_000L / perMinute, PATIENCE.toSeconds());
        if (rows.isEmpty()) {
            return Optional.of(clock.instant().plusSeconds(1)); // in this moment somebody else was the first ever
        }
        var mine = rows.getFirst();
        var turn = mine.getOffsetDateTime(0).toInstant();
        return mine.getBoolean(1) && slept(turn) ? Optional.empty() : Optional.of(turn);
    }

    private boolean slept(Instant until) {
        try {
            var wait = Duration.between(clock.instant(), until);
            if (wait.isPositive()) {
                Thread.sleep(wait);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
