package io.mailroom.account;

import io.mailroom.audit.Act;
import io.mailroom.audit.Audit;
import io.mailroom.audit.Entry;
import io.mailroom.db.Ids;
import io.quarkus.cache.Cache;
import io.quarkus.cache.CacheName;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/**
 * The rows behind tokens, so that a token can be revoked. Asked on every request, hence plain SQL and an answer cached
 * for a few seconds ({@code quarkus.cache.caffeine.sessions}); a replica that ended a session forgets it at once.
 */
@ApplicationScoped
class Sessions {

    /**
     * Beyond the end of a foreign token. Clocks differ, and whoever went to a provider to consent, which may take ten minutes,
     * brings no new one meanwhile.
     */
    private static final Duration AFTERLIFE = Duration.ofMinutes(15);

    private final Pool pool;
    private final Cache cache;
    private final Audit audit;
    private final AccountConfig config;
    private final Clock clock;

    Sessions(Pool pool, @CacheName("sessions") Cache cache, Audit audit, AccountConfig config, Clock clock) {
        this.pool = pool;
        this.cache = cache;
        this.audit = audit;
        this.config = config;
        this.clock = clock;
    }

    /** A session and the end of its life. */
    record Opened(UUID session, Instant expires, Duration life) {}

    /** @param entry of the audit trail */
    Uni<Opened> open(UUID account, boolean remember, Entry entry) {
        return pool.withTransaction(
                connection -> open(connection, account, remember).call(() -> audit.record(connection, entry)));
    }

    Uni<Opened> open(UUID account, boolean remember) {
        return open(pool, account, remember);
    }

    private Uni<Opened> open(SqlClient connection, UUID account, boolean remember) {
        var opened = opened(Ids.next(), remember);
        return connection
                .preparedQuery("""
                        with seen as (update account set last_sign_in = $3 where id = $2)
                        insert into login_session (id, account_id, created, expires, remember) values ($1, $2, $3, $4, $5)""")
                .execute(Tuple.of(opened.session(), account, now(), utc(opened.expires()), remember))
                .replaceWith(opened);
    }

    /** Empty when it has ended meanwhile. */
    Uni<Optional<Opened>> renew(UUID session) {
        return pool.preparedQuery("select remember from login_session where id = $1 and expires > $2 and not ended")
                .execute(Tuple.of(session, now()))
                .chain(rows -> rows.size() == 0
                        ? Uni.createFrom().item(Optional.empty())
                        : extend(opened(session, rows.iterator().next().getBoolean(0))));
    }

    private Uni<Optional<Opened>> extend(Opened opened) {
        return pool.preparedQuery("update login_session set expires = $2 where id = $1")
                .execute(Tuple.of(opened.session(), utc(opened.expires())))
                .map(done -> Optional.of(opened));
    }

    private Opened opened(UUID session, boolean remember) {
        var life = remember ? config.rememberLife() : config.tokenLife();
        return new Opened(session, clock.instant().plus(life), life);
    }

    /**
     * Opens the session of a foreign token unless it was ended; one that was logged out is remembered until nobody takes it
     * any more.
     *
     * @param signIn what the token shares with those before and after it: the session of its callers; the token itself where
     *     its issuer does not tell
     * @param issued only tokens that were made after the sign-in was logged out open it again
     */
    Uni<Optional<Caller>> admit(UUID token, UUID signIn, UUID account, Instant issued, Instant expires) {
        var until = utc(expires.plus(AFTERLIFE));
        return pool.preparedQuery("""
                        with token as (
                            insert into login_session (id, account_id, created, expires, remember, within)
                            select $1, $2, $3, $4, false, nullif($5::uuid, $1)
                            where not exists (select from login_session where id = $5 and logged_out >= $6)
                            on conflict (id) do nothing
                            returning 1),
                        seen as (update account set last_sign_in = $3 where id = $2 and exists (select from token))
                        insert into login_session (id, account_id, created, expires, remember)
                        select $5::uuid, $2, $3, $4, false from token where $5 <> $1
                        on conflict (id) do update
                        set ended = false, expires = greatest(login_session.expires, excluded.expires)""")
                .execute(Tuple.of(token, account, now(), until, signIn, utc(issued)))
                .chain(() -> cache.invalidate(token))
                .chain(() -> cache.invalidate(signIn))
                .chain(() -> caller(token));
    }

    /** With all tokens of that sign-in. Kept as ended, because a foreign token would open it again. */
    Uni<Void> end(Caller caller) {
        var session = caller.sessionId();
        return pool.withTransaction(connection -> connection
                        .preparedQuery(
                                "update login_session set ended = true, logged_out = $2 where id = $1 or within = $1 returning id")
                        .execute(Tuple.of(session, now()))
                        .call(() -> audit.record(connection, Entry.done(caller.actor(), Act.LOG_OUT, null))))
                .chain(ended -> ended.rowCount() > 1 ? cache.invalidateAll() : cache.invalidate(session));
    }

    /** When the caller's other sessions that are still good were opened, the newest first. */
    Uni<List<Instant>> others(Caller caller) {
        return pool.preparedQuery("""
                        select created from login_session
                        where account_id = $1 and id <> $2 and within is null and expires > $3 and not ended
                        order by created desc""")
                .execute(Tuple.of(caller.accountId(), caller.sessionId(), now()))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getOffsetDateTime(0).toInstant())
                        .toList());
    }

    Uni<Void> endOthers(Caller caller) {
        return pool.withTransaction(connection -> connection
                        .preparedQuery("delete from login_session where account_id = $1 and coalesce(within, id) <> $2")
                        .execute(Tuple.of(caller.accountId(), caller.sessionId()))
                        .call(() -> audit.record(connection, Entry.done(caller.actor(), Act.LOG_OUT_ELSEWHERE, null))))
                .chain(done -> cache.invalidateAll());
    }

    /** After an account was deleted with its sessions. */
    Uni<Void> forget() {
        return cache.invalidateAll();
    }

    Uni<Optional<Caller>> caller(UUID session) {
        return cache.getAsync(session, this::load);
    }

    private Uni<Optional<Caller>> load(UUID session) {
        return pool.preparedQuery("""
                        select a.id, a.collective_id, c.name, a.login, a.admin, coalesce(s.within, s.id)
                        from login_session s
                        join account a on a.id = s.account_id
                        join collective c on c.id = a.collective_id
                        where s.id = $1 and s.expires > $2 and not s.ended and a.leaving is null and c.leaving is null""")
                .execute(Tuple.of(session, now()))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(caller(rows.iterator().next())));
    }

    private static Caller caller(Row row) {
        return new Caller(
                row.getUUID(0),
                row.getUUID(1),
                row.getString(2),
                row.getString(3),
                row.getBoolean(4),
                row.getUUID(5),
                null);
    }

    private OffsetDateTime now() {
        return utc(clock.instant());
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
