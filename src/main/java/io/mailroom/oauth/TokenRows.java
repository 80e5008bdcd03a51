package io.mailroom.oauth;

import io.mailroom.db.Database;
import io.mailroom.egress.BearerMechanism;
import io.mailroom.schedule.Jobs;
import io.mailroom.secret.Binding;
import io.mailroom.secret.SealedColumn;
import io.mailroom.secret.Secrets;
import io.vertx.core.buffer.Buffer;
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
 * The tokens in the rows of grants. Blocking, each call a transaction of its own: none is open while a provider is asked.
 *
 * <p>Whatever comes of asking is written only where the refresh token is still the one that was shown: what was authorised
 * anew meanwhile, or refreshed by somebody faster, stays. The row's version goes up each time, so that whoever has read it to
 * change its name does not write old tokens back.
 */
@ApplicationScoped
class TokenRows {

    private final Database database;
    private final Secrets secrets;
    private final Jobs jobs;
    private final Clock clock;

    TokenRows(Database database, Secrets secrets, Jobs jobs, Clock clock) {
        this.database = database;
        this.secrets = secrets;
        this.jobs = jobs;
        this.clock = clock;
    }

    Optional<HeldTokens> load(UUID grant) {
        return database.query("""
                        select name, provider, state, refresh_token, access_token, access_expires, refreshed,
                            coalesce(consented, created) consented, sasl, error, client_at_fault, failures, next_try,
                            coalesce(lease_for = refresh_token and lease_until > now(), false) leased,
                            coalesce(lease_for = refresh_token and lease_until <= now(), false) broken_off
                        from oauth_grant where id = $1""", grant).stream().map(row -> held(grant, row)).findFirst();
    }

    private HeldTokens held(UUID grant, Row row) {
        var access = bytes(row, "access_token");
        var sasl = row.getString("sasl");
        return new HeldTokens(
                grant,
                row.getString("name"),
                row.getString("provider"),
                row.getString("state").equals(GrantState.ACTIVE.word()) ? GrantState.ACTIVE : GrantState.NEEDS_REAUTH,
                bytes(row, "refresh_token"),
                access == null ? null : secrets.open(access, accessBinding(grant)),
                instant(row, "access_expires"),
                instant(row, "refreshed"),
                row.getOffsetDateTime("consented").toInstant(),
                sasl == null ? null : BearerMechanism.valueOf(sasl),
                row.getString("error"),
                row.getBoolean("client_at_fault"),
                row.getInteger("failures"),
                instant(row, "next_try"),
                row.getBoolean("leased"),
                row.getBoolean("broken_off"));
    }

    String refreshToken(HeldTokens held) {
        if (held.sealedRefreshToken() == null) {
            throw new IllegalStateException("no refresh token");
        }
        return secrets.open(held.sealedRefreshToken(), refreshBinding(held.id()));
    }

    /** From now on, and for so long, nobody else asks the provider. @return false when somebody was faster */
    boolean claim(HeldTokens held, Duration lease) {
        return database.update("""
                        update oauth_grant set lease_for = $2, lease_until = now() + make_interval(secs => $3)
                        where id = $1 and state = 'active' and refresh_token = $2
                        and (lease_for is distinct from refresh_token or lease_until <= now())""", held.id(), buffer(held), lease.toMillis() / 1e3) == 1;
    }

    /**
     * @param wrong why the owner has to authorise again nevertheless; the tokens are kept to be revoked one day
     * @return false when the row has other tokens by now, and these are of no use
     */
    boolean store(
            HeldTokens held, TokenAnswer.Granted granted, String refreshToken, Instant asked, @Nullable String wrong) {
        return database.transaction(session -> {
            boolean stored = session.update(
                            """
                            update oauth_grant set refresh_token = $3, access_token = $4, access_expires = $5, refreshed = $6,
                                state = case when $7::text is null then 'active' else 'needs-reauth' end, error = $7,
                                client_at_fault = false, failures = 0, next_try = null,
                                lease_for = null, lease_until = null, version = version + 1, updated = $6
                            where id = $1 and refresh_token = $2""",
                            held.id(),
                            buffer(held),
                            Buffer.buffer(secrets.seal(refreshToken, refreshBinding(held.id()))),
                            Buffer.buffer(secrets.seal(granted.accessToken(), accessBinding(held.id()))),
                            utc(asked.plus(granted.expiresIn())),
                            utc(asked),
                            wrong)
                    == 1;
            if (stored && wrong != null) {
                tellSoon(session);
            }
            return stored;
        });
    }

    /** The next one to ask does so at {@code nextTry} at the earliest. */
    boolean postpone(HeldTokens held, String error, boolean clientAtFault, Instant nextTry) {
        return database.update("""
                        update oauth_grant set error = $3, client_at_fault = $4, failures = failures + 1, next_try = $5,
                            lease_for = null, lease_until = null, version = version + 1
                        where id = $1 and refresh_token = $2""", held.id(), buffer(held), error, clientAtFault, utc(nextTry)) == 1;
    }

    /** The same where not even its tokens can be read. */
    void putOff(UUID grant, Instant nextTry) {
        database.update("""
                update oauth_grant set error = 'Mailroom has failed to renew it; its log says why.', client_at_fault = false,
                    failures = failures + 1, next_try = $2, version = version + 1
                where id = $1 and state = 'active'""", grant, utc(nextTry));
    }

    /** Nobody asks the provider until the owner has authorised us again; who is to know that will, whatever becomes of us. */
    boolean giveUp(HeldTokens held, String error) {
        var now = clock.instant();
        return database.transaction(session -> {
            boolean given = session.update(
                            """
                            update oauth_grant set state = 'needs-reauth', error = $3, client_at_fault = false, next_try = null,
                                lease_for = null, lease_until = null, version = version + 1, updated = $4
                            where id = $1 and refresh_token is not distinct from $2""", held.id(), held.sealedRefreshToken() == null ? null : buffer(held), error, utc(now))
                    == 1;
            if (given) {
                tellSoon(session);
            }
            return given;
        });
    }

    private void tellSoon(Database.Session session) {
        jobs.runBy(
                session, DeadGrants.NAME, DeadGrants.INSTANCE, clock.instant().plus(DeadGrants.SOON));
    }

    /** Active ones that the provider has not heard of since then, the longest first. */
    List<UUID> silentSince(Instant moment, int most) {
        return database.query("""
                        select id from oauth_grant
                        where state = 'active' and refresh_token is not null
                        and coalesce(refreshed, created) < $1 and (next_try is null or next_try <= $2)
                        order by coalesce(refreshed, created) limit $3""", utc(moment), utc(clock.instant()), most).stream()
                .map(row -> row.getUUID("id"))
                .toList();
    }

    private static Buffer buffer(HeldTokens held) {
        return Buffer.buffer(held.sealedRefreshToken());
    }

    private static Binding refreshBinding(UUID grant) {
        return SealedColumn.REFRESH_TOKEN.of(grant);
    }

    private static Binding accessBinding(UUID grant) {
        return SealedColumn.ACCESS_TOKEN.of(grant);
    }

    private static byte @Nullable [] bytes(Row row, String column) {
        var buffer = row.getBuffer(column);
        return buffer == null ? null : buffer.getBytes();
    }

    private static @Nullable Instant instant(Row row, String column) {
        var time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
