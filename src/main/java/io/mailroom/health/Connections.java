package io.mailroom.health;

import io.mailroom.egress.Cause;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The door to every connection: whoever wants to connect asks here first, and tells here what came of it. Blocking but for
 * {@link #changed}.
 */
@ApplicationScoped
public class Connections {

    /** Longer than any attempt takes; whoever took a turn and died is waited for no longer than this. */
    private static final Duration LONGEST_ATTEMPT = Duration.ofMinutes(3);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    /** For those who found others trying, and did not wait. */
    private static final Duration COME_BACK = Duration.ofSeconds(5);

    private final ConnectionRows rows;
    private final Reports reports;
    private final Abreast abreast;
    private final Clock clock;

    Connections(ConnectionRows rows, Reports reports, HealthConfig config, Clock clock) {
        this.rows = rows;
        this.reports = reports;
        this.abreast = new Abreast(Math.max(1, config.authAttempts()));
        this.clock = clock;
    }

    /**
     * Asks for the turn to connect. While a connection is well, a few may connect at the same moment; one that is not, or is
     * not known to be, is tried by one at a time over all replicas.
     */
    public Turn enter(Connection connection, Occasion occasion) {
        long until = System.nanoTime() + occasion.patience().toNanos();
        if (!abreast.enter(connection.id(), occasion.patience())) {
            return busy();
        }
        Turn turn = null;
        try {
            turn = turn(connection, occasion, until);
            return turn;
        } finally {
            if (!(turn instanceof Turn.Now)) {
                abreast.leave(connection.id());
            }
        }
    }

    private Turn turn(Connection connection, Occasion occasion, long until) {
        while (true) {
            var now = clock.instant();
            var found = rows.find(connection);
            var condition = found.orElseGet(() -> Condition.unknown(now));
            switch (Admission.of(condition, occasion, now)) {
                case FREE -> {
                    return now(connection, condition, null);
                }
                case LATER -> {
                    return later(connection, condition, occasion, now);
                }
                case ONE -> {
                    var claim = now.plus(LONGEST_ATTEMPT).truncatedTo(ChronoUnit.MICROS);
                    var tested = Admission.isOutOfTurn(condition, now) ? now : null;
                    var claimed = Undisturbed.get(() -> rows.claim(connection, now, claim, tested));
                    if (claimed.isPresent()) {
                        return claimed(connection, claimed.get(), condition, occasion, claim);
                    }
                    if (found.isEmpty() && rows.find(connection).isEmpty()) {
                        return now(connection, null, null); // its settings are gone
                    }
                }
                case WAIT -> {
                    // what comes of it is seen the next time round
                }
            }
            if (System.nanoTime() >= until || !paused()) {
                return busy();
            }
        }
    }

    /** What was read before it was claimed may have been old. */
    private Turn claimed(Connection connection, Condition condition, Condition read, Occasion occasion, Instant claim) {
        var now = clock.instant();
        boolean asRead = condition.allFailures() == read.allFailures();
        if (!asRead && Admission.next(condition, occasion, now) != null) {
            reports.release(connection, claim);
            return later(connection, condition, occasion, now);
        }
        return now(connection, condition, claim);
    }

    private Turn now(Connection connection, @Nullable Condition seen, @Nullable Instant claim) {
        return new Turn.Now(connection, seen, claim, reports, () -> abreast.leave(connection.id()));
    }

    private static Turn.Later later(Connection connection, Condition condition, Occasion occasion, Instant now) {
        var next = Admission.next(condition, occasion, now);
        return Turn.Later.of(
                condition.state(),
                Advice.refusal(connection.kind(), condition),
                next == null ? now : next.equals(Instant.MAX) ? null : next,
                condition.cause() == null || condition.cause().temporary(),
                now);
    }

    private Turn busy() {
        var now = clock.instant();
        return Turn.Later.of(
                State.UNKNOWN,
                "Others are just trying this connection. Try again in a moment.",
                now.plus(COME_BACK),
                true,
                now);
    }

    private static boolean paused() {
        try {
            Thread.sleep(LOOK_AGAIN);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Whether it may be tried now, without taking the turn.
     *
     * @return empty for yes; otherwise when, and why
     */
    public Optional<Turn.Later> refusal(Connection connection, Occasion occasion) {
        var now = clock.instant();
        return rows.find(connection)
                .filter(condition -> Admission.of(condition, occasion, now) == Admission.LATER)
                .map(condition -> later(connection, condition, occasion, now));
    }

    /** A connection that was made long ago works still. */
    public void alive(Connection connection) {
        try {
            reports.touch(connection, null);
        } catch (RuntimeException e) { // the connection is not to suffer from the database
            Log.debugf(e, "It could not be noted that %s works", connection);
        }
    }

    /**
     * Something went wrong with a connection that was made already, in a way that matters to whoever connects next.
     *
     * @param asked how long the server wants to be left alone; null when it did not say
     */
    public void failed(Connection connection, Cause cause, String message, @Nullable Duration asked) {
        reports.failed(connection, new Failure(cause, message, asked), null);
    }

    /** Grants that have to be authorised again make so of the connections that nobody has tried since. */
    public void findUnauthorised() {
        rows.withDeadGrants().forEach(reports::unauthorised);
    }

    /** Its owner has authorised us again: {@link #changed} for every connection that is made with this grant. */
    public Uni<Void> authorised(UUID grant) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(
                                "select id, kind from connection where grant_id = ?1", Object[].class)
                        .setParameter(1, grant)
                        .getResultList())
                .chain(rows -> {
                    Uni<Void> all = Uni.createFrom().voidItem();
                    for (var row : rows) { // one session: one after the other
                        var kind = Kind.valueOf(((String) row[1]).toUpperCase(Locale.ROOT));
                        all = all.chain(() -> changed(new Connection(kind, (UUID) row[0])));
                    }
                    return all;
                });
    }

    /**
     * Its settings changed: whatever was wrong is tried again at once. Within the
     * caller's transaction. Reactive.
     */
    public Uni<Void> changed(Connection connection) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery("""
                                with known as (
                                    select id, state from connection_health where id = ?1 for update
                                ), changed as (
                                    update connection_health h set state = 'unknown', cause = null, message = null,
                                        since = case when h.state = 'unknown' then h.since else ?2 end,
                                        failures = 0, auth_failures = 0, next_attempt = null, waits = false,
                                        attempt_until = null, tested = null, noticed = false, changes = changes + 1
                                    from known where h.id = known.id
                                    returning h.id, known.state
                                ), remembered as (
                                    insert into connection_change (connection_id, changed, state)
                                    select id, ?2, 'unknown' from changed
                                    where state in ('degraded', 'needs-reauth', 'blocked')
                                )
                                select state from changed""", String.class)
                        .setParameter(1, connection.id())
                        .setParameter(2, clock.instant().atOffset(ZoneOffset.UTC))
                        .getResultList())
                .chain(before ->
                        before.isEmpty() || !State.of(before.getFirst()).isTrouble()
                                ? Uni.createFrom().voidItem()
                                : reports.retry(connection));
    }
}
