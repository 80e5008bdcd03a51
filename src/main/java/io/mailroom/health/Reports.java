package io.mailroom.health;

import io.mailroom.db.Database;
import io.mailroom.db.Database.Session;
import io.mailroom.db.Transactions;
import io.mailroom.egress.Cause;
import io.mailroom.schedule.Jobs;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Takes reports, one at a time for each connection over all replicas: the row is locked, judged and written, with everything
 * that follows from it, in one transaction. Blocking.
 */
@Startup // so that its numbers are there, at zero, before anything happens
@ApplicationScoped
class Reports {

    /** How exactly the last success is known; a connection that works costs no write more often than this. */
    private static final Duration EXACT = Duration.ofMinutes(1);

    private final ConnectionRows rows;
    private final Herald herald;
    private final Database database;
    private final Transactions transactions;
    private final List<ConnectionUsers> users;
    private final Jobs jobs;
    private final HealthConfig config;
    private final Clock clock;
    private final MeterRegistry metrics;

    Reports(
            ConnectionRows rows,
            Herald herald,
            Database database,
            Transactions transactions,
            @All List<ConnectionUsers> users,
            Jobs jobs,
            HealthConfig config,
            Clock clock,
            MeterRegistry metrics) {
        this.rows = rows;
        this.herald = herald;
        this.database = database;
        this.transactions = transactions;
        this.users = users;
        this.jobs = jobs;
        this.config = config;
        this.clock = clock;
        this.metrics = metrics;
        for (var kind : Kind.values()) {
            for (var cause : Cause.values()) {
                failures(kind, cause);
            }
        }
    }

    /**
     * @param seen how it was when the attempt began
     * @param claim null when it was well then
     */
    void succeeded(Connection connection, Condition seen, @Nullable Instant claim) {
        if (claim == null) {
            touch(connection, seen.lastSuccess());
            return;
        }
        boolean waited = database.transaction(session -> rows.lock(session, connection, clock.instant())
                .filter(current -> current.changes() == seen.changes() && current.allFailures() == seen.allFailures())
                .map(current -> recovered(session, connection, current))
                .orElse(false));
        if (waited) {
            transactions.await(() -> retry(connection).replaceWith(true));
        }
        jobs.wake();
    }

    /** @return whether somebody may be keeping away from it */
    private boolean recovered(Session session, Connection connection, Condition before) {
        var after = before.succeeded(clock.instant());
        settle(session, connection, before, after);
        return after.changes() != before.changes();
    }

    /** Without a row lock, and so only where nobody has found otherwise. */
    void touch(Connection connection, @Nullable Instant last) {
        var now = clock.instant();
        if (last == null || last.isBefore(now.minus(EXACT))) {
            rows.touch(connection, now, now.minus(EXACT));
        }
    }

    /**
     * @param seen how it was when the attempt began; null when it is not about an attempt
     * @return when it may be tried again; empty when its settings have to change first
     */
    Optional<Instant> failed(Connection connection, Failure failure, @Nullable Condition seen) {
        failures(connection.kind(), failure.cause()).increment();
        var next = database.transaction(session -> rows.lock(session, connection, clock.instant())
                .flatMap(current -> seen != null && current.changes() != seen.changes()
                        ? Optional.of(clock.instant()) // that was with other settings
                        : seen != null && isKnown(failure, seen, current)
                                ? current.next()
                                : failed(session, connection, failure, current)));
        jobs.wake();
        return next;
    }

    /**
     * Of those who began together while it was well, the first to fail has said it for all: the others did not know better,
     * and one refusal is not to count as many.
     */
    private static boolean isKnown(Failure failure, Condition seen, Condition current) {
        return seen.state() == State.OK
                && seen.allFailures() != current.allFailures()
                && (failure.cause() == current.cause()
                        || failure.cause() == Cause.AUTH && current.authFailures() > seen.authFailures());
    }

    private Counter failures(Kind kind, Cause cause) {
        return Counter.builder("mailroom.connection.failures")
                .description("What went wrong with connections of users")
                .tag("kind", kind.word())
                .tag("cause", cause.word())
                .register(metrics);
    }

    /** Without an attempt. The grant is locked before the connection, as it is by those who authorise it again. */
    void unauthorised(Connection connection, UUID grant) {
        database.inTransaction(session -> rows.lockDead(session, grant)
                .ifPresent(why -> rows.lock(session, connection, clock.instant())
                        .filter(current -> current.state() != State.NEEDS_REAUTH)
                        .ifPresent(current -> failed(
                                session, connection, new Failure(Cause.OAUTH_INVALID_GRANT, why, null), current))));
        jobs.wake();
    }

    private Optional<Instant> failed(Session session, Connection connection, Failure failure, Condition current) {
        var before = current.facing(failure.cause(), clock.instant());
        var consequence = Consequence.of(
                failure.cause(), before, failure.asked(), config.authAttempts(), ThreadLocalRandom.current());
        var after = before.failed(failure, consequence, clock.instant());
        settle(session, connection, before, after);
        return after.next();
    }

    private void settle(Session session, Connection connection, Condition before, Condition after) {
        var settled = after;
        if (after.state() != before.told()) {
            settled = after.toldOfState();
            rows.remember(session, connection, settled);
            herald.announce(session, connection, before, settled);
        }
        if (!settled.noticed() && herald.notify(session, connection, settled)) {
            settled = settled.noticedByOwner();
        }
        rows.write(session, connection, settled);
    }

    void release(Connection connection, Instant claim) {
        rows.release(connection, claim);
    }

    /** Within the caller's transaction. */
    Uni<Void> retry(Connection connection) {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (var user : users) { // one session: one after the other
            all = all.chain(() -> user.retry(connection));
        }
        return all;
    }
}
