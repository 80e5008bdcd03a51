package io.mailroom.health;

import io.mailroom.db.Database;
import io.mailroom.db.Database.Session;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How connections are doing, row by row. Blocking. */
@ApplicationScoped
class ConnectionRows {

    private final Database database;

    ConnectionRows(Database database) {
        this.database = database;
    }

    /** Empty for one that was never used, or is gone. */
    Optional<Condition> find(Connection connection) {
        return database
                .query("select" + Condition.COLUMNS + "from connection_health h where h.id = $1", connection.id())
                .stream()
                .map(Condition::of)
                .findFirst();
    }

    /** Those that could not log in, and were not found out yet, with the grants that they are made with. */
    Map<Connection, UUID> withDeadGrants() {
        return database.query("""
                        select c.id, c.kind, c.grant_id from connection c join connection_grant g on g.id = c.grant_id
                        left join connection_health h on h.id = c.id
                        where g.state = 'needs-reauth' and h.state is distinct from 'needs-reauth'""").stream()
                .collect(Collectors.toMap(
                        row -> new Connection(
                                Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)), row.getUUID("id")),
                        row -> row.getUUID("grant_id")));
    }

    /** What is wrong with a grant that has to be authorised again; it is not until the end of the transaction. */
    Optional<String> lockDead(Session session, UUID grant) {
        return session
                .query("select message from connection_grant where id = $1 and state = 'needs-reauth' for share", grant)
                .stream()
                .map(row -> Objects.requireNonNullElse(row.getString(0), "The authorisation is no longer valid."))
                .findFirst();
    }

    /**
     * Takes the turn, unless somebody has it.
     *
     * @param tested now, when it is taken out of turn; otherwise null
     * @return the condition with which it was taken; empty when it was not, or the connection is gone
     */
    Optional<Condition> claim(Connection connection, Instant now, Instant until, @Nullable Instant tested) {
        return database
                .query(
                        """
                        insert into connection_health as h (id, kind, state, since, attempt_until, tested)
                        select c.id, c.kind, 'unknown', $3::timestamptz, $4::timestamptz, $5::timestamptz from connection c where c.id = $1 and c.kind = $2
                        on conflict (id) do update set attempt_until = excluded.attempt_until,
                            tested = coalesce(excluded.tested, h.tested)
                        where h.attempt_until is null or h.attempt_until <= $3
                        returning""" + Condition.COLUMNS,
                        connection.id(),
                        connection.kind().word(),
                        utc(now),
                        utc(until),
                        utc(tested))
                .stream()
                .map(Condition::of)
                .findFirst();
    }

    void release(Connection connection, Instant claim) {
        database.update(
                "update connection_health set attempt_until = null where id = $1 and attempt_until = $2",
                connection.id(),
                utc(claim));
    }

    /** It works still; only where nobody has found otherwise, and not more often than it is worth. */
    void touch(Connection connection, Instant now, Instant unlessSince) {
        database.update("""
                update connection_health set last_success = $2
                where id = $1 and state = 'ok' and last_success < $3""", connection.id(), utc(now), utc(unlessSince));
    }

    /** Locks the row until the end of the transaction; it is made where there is none yet. Empty when the connection is gone. */
    Optional<Condition> lock(Session session, Connection connection, Instant now) {
        var found = locked(session, connection);
        if (found.isPresent()) {
            return found;
        }
        session.update("""
                insert into connection_health (id, kind, state, since)
                select c.id, c.kind, 'unknown', $3::timestamptz from connection c where c.id = $1 and c.kind = $2
                on conflict do nothing""", connection.id(), connection.kind().word(), utc(now));
        return locked(session, connection);
    }

    private static Optional<Condition> locked(Session session, Connection connection) {
        return session
                .query(
                        "select" + Condition.COLUMNS + "from connection_health h where h.id = $1 for update",
                        connection.id())
                .stream()
                .map(Condition::of)
                .findFirst();
    }

    /** Writes a locked row; nobody has the turn afterwards. */
    void write(Session session, Connection connection, Condition condition) {
        var cause = condition.cause();
        var told = condition.told();
        session.update(
                """
                update connection_health set state = $2, cause = $3, message = $4, since = $5, last_success = $6,
                    last_failure = $7, failures = $8, auth_failures = $9, next_attempt = $10, waits = $11,
                    attempt_until = null, told = $12, noticed = $13, changes = $14, all_failures = $15
                where id = $1""",
                connection.id(),
                condition.state().word(),
                cause == null ? null : cause.word(),
                condition.message(),
                utc(condition.since()),
                utc(condition.lastSuccess()),
                utc(condition.lastFailure()),
                condition.failures(),
                condition.authFailures(),
                utc(condition.nextAttempt()),
                condition.waits(),
                told == null ? null : told.word(),
                condition.noticed(),
                condition.changes(),
                condition.allFailures());
    }

    void remember(Session session, Connection connection, Condition changed) {
        var cause = changed.cause();
        session.update(
                """
                insert into connection_change (connection_id, changed, state, cause, message)
                values ($1, $2, $3, $4, $5)""",
                connection.id(),
                utc(changed.since()),
                changed.state().word(),
                cause == null ? null : cause.word(),
                changed.message());
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }
}
