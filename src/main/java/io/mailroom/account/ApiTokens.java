package io.mailroom.account;

import io.mailroom.audit.Act;
import io.mailroom.audit.Audit;
import io.mailroom.audit.Entry;
import io.mailroom.db.Ids;
import io.mailroom.db.Violation;
import io.mailroom.web.Problem;
import io.quarkus.cache.Cache;
import io.quarkus.cache.CacheName;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that programs have of their users. Found by their hash, and remembered for a few seconds
 * ({@code quarkus.cache.caffeine.api-tokens}), as sessions are; the replica that revokes one forgets it at once.
 */
@ApplicationScoped
class ApiTokens {

    /** Whoever sends it acts as that user, within its scopes. */
    record Known(
            UUID id,
            Caller caller,
            Set<ApiScope> scopes,
            @Nullable Instant expires) {

        boolean isExpired(Instant now) {
            return expires != null && !now.isBefore(expires);
        }

        boolean covers(ApiScope needed) {
            return scopes.stream().anyMatch(scope -> scope.covers(needed));
        }
    }

    /** One as its user sees it. */
    record Listed(
            UUID id,
            String name,
            String ending,
            List<String> scopes,
            Instant created,
            @Nullable Instant expires,
            @Nullable Instant lastUsed,
            @Nullable String lastAddress,
            boolean expired) {}

    /** A new one, with what is shown once. */
    record Made(UUID id, ApiTokenText token) {}

    private final Pool pool;
    private final Cache cache;
    private final Audit audit;
    private final AccountConfig config;
    private final Clock clock;

    ApiTokens(Pool pool, @CacheName("api-tokens") Cache cache, Audit audit, AccountConfig config, Clock clock) {
        this.pool = pool;
        this.cache = cache;
        this.audit = audit;
        this.config = config;
        this.clock = clock;
    }

    /** Also one that has expired meanwhile; empty for one that was revoked, or never was. */
    Uni<Optional<Known>> find(ApiTokenText token) {
        byte[] hash = token.hash();
        return cache.getAsync(HexFormat.of().formatHex(hash), key -> load(hash));
    }

    private Uni<Optional<Known>> load(byte[] hash) {
        return pool.preparedQuery("""
                        select t.id, t.scopes, t.expires, a.id, a.collective_id, c.name, a.login, a.admin, t.name
                        from api_token t
                        join account a on a.id = t.account_id
                        join collective c on c.id = a.collective_id
                        where t.hash = $1 and a.leaving is null and c.leaving is null""")
                .execute(Tuple.of(Buffer.buffer(hash)))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(known(rows.iterator().next())));
    }

    /** An admin's token is no admin's without that scope. */
    private static Known known(Row row) {
        var scopes = Arrays.stream(row.getArrayOfStrings(1))
                .flatMap(word -> ApiScope.of(word).stream())
                .collect(Collectors.toUnmodifiableSet());
        boolean admin = row.getBoolean(7) && scopes.contains(ApiScope.ADMIN);
        var caller = new Caller(
                row.getUUID(3),
                row.getUUID(4),
                row.getString(5),
                row.getString(6),
                admin,
                row.getUUID(0),
                "token " + row.getString(8));
        return new Known(row.getUUID(0), caller, scopes, instant(row, 2));
    }

    /** Newest first. */
    Uni<List<Listed>> of(Caller caller) {
        return pool.preparedQuery("""
                        select id, name, ending, scopes, created, expires, last_used, last_address from api_token
                        where account_id = $1 order by created desc, id desc""")
                .execute(Tuple.of(caller.accountId()))
                .map(rows -> rows.stream().map(this::listed).toList());
    }

    private Listed listed(Row row) {
        var expires = instant(row, 5);
        return new Listed(
                row.getUUID(0),
                row.getString(1),
                row.getString(2),
                List.of(row.getArrayOfStrings(3)),
                row.getOffsetDateTime(4).toInstant(),
                expires,
                instant(row, 6),
                row.getString(7),
                expires != null && !clock.instant().isBefore(expires));
    }

    Uni<Made> make(Caller caller, String name, Set<ApiScope> scopes, @Nullable Instant expires) {
        if (scopes.contains(ApiScope.ADMIN) && !caller.admin()) {
            throw Problem.invalid("scopes", "may contain admin for admins of the collective only");
        }
        if (expires != null && !expires.isAfter(clock.instant())) {
            throw Problem.invalid("expires", "is in the past");
        }
        var made = new Made(Ids.next(), ApiTokenText.random());
        return pool.withTransaction(connection -> connection
                .preparedQuery("""
                        insert into api_token (id, account_id, name, hash, ending, scopes, created, expires)
                        select $1, $2, $3, $4, $5, $6, $7, $8
                        where (select count(*) from api_token where account_id = $2) < $9""")
                .execute(Tuple.tuple()
                        .addUUID(made.id())
                        .addUUID(caller.accountId())
                        .addString(name)
                        .addValue(Buffer.buffer(made.token().hash()))
                        .addString(made.token().ending())
                        .addArrayOfString(
                                scopes.stream().sorted().map(ApiScope::word).toArray(String[]::new))
                        .addOffsetDateTime(utc(clock.instant()))
                        .addOffsetDateTime(expires == null ? null : utc(expires))
                        .addInteger(config.apiTokens()))
                .onFailure(Violation::unique)
                .transform(e -> Problem.conflict("You have a token with the name " + name + " already."))
                .invoke(done -> {
                    if (done.rowCount() == 0) {
                        throw Problem.conflict(
                                "You have " + config.apiTokens() + " tokens, which is as many as may be.");
                    }
                })
                .call(() -> audit.record(connection, Entry.done(caller.actor(), Act.TOKEN_MADE, name)))
                .replaceWith(made));
    }

    /** False when the caller has none with that id. */
    Uni<Boolean> revoke(Caller caller, UUID id) {
        return pool.withTransaction(connection -> connection
                        .preparedQuery("delete from api_token where id = $1 and account_id = $2 returning name")
                        .execute(Tuple.of(id, caller.accountId()))
                        .call(gone -> Multi.createFrom()
                                .iterable(gone)
                                .onItem()
                                .call(row -> audit.record(
                                        connection, Entry.done(caller.actor(), Act.TOKEN_REVOKED, row.getString(0))))
                                .collect()
                                .asList()))
                .call(gone -> cache.invalidateAll())
                .map(gone -> gone.rowCount() == 1);
    }

    /** After an account was deleted with its tokens. */
    Uni<Void> forget() {
        return cache.invalidateAll();
    }

    private static @Nullable Instant instant(Row row, int column) {
        var time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
