package io.mailroom.testsupport;

import io.mailroom.db.Database;
import io.mailroom.db.Transactions;
import io.mailroom.health.Connections;
import io.mailroom.secret.SealedColumn;
import io.mailroom.secret.Secrets;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows of grants, as a consent would have left them, and what may happen to them. */
@Singleton
public class StoredGrants {

    private final Database database;
    private final Transactions transactions;
    private final Connections connections;
    private final Secrets secrets;
    private final TestClock clock;

    StoredGrants(
            Database database, Transactions transactions, Connections connections, Secrets secrets, TestClock clock) {
        this.transactions = transactions;
        this.connections = connections;
        this.database = database;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** Of a user of its own, with a client of its own, and without an access token yet. */
    public UUID add(URI tokenEndpoint, String refreshToken) {
        return add(User.anAdmin(), tokenEndpoint, refreshToken);
    }

    public UUID add(User user, URI tokenEndpoint, String refreshToken) {
        var id = UUID.randomUUID();
        database.update(
                """
                insert into oauth_grant (id, account_id, name, provider, client_id, client_secret, own_client, token_endpoint,
                    auth_method, scope, refresh_token, state, created, updated, version)
                values ($1, $2, 'g' || left($1::text, 8), 'test', $3, $4, false, $5, 'CLIENT_SECRET_POST', 'mail', $6, 'active', $7, $7, 0)""",
                id,
                user.accountId(database),
                OAuthServer.CLIENT,
                Buffer.buffer(secrets.seal(OAuthServer.SECRET, SealedColumn.GRANT_CLIENT_SECRET.of(id))),
                tokenEndpoint.toString(),
                sealed(id, refreshToken),
                now());
        return id;
    }

    public void authoriseAnew(UUID grant, String refreshToken) {
        database.update("""
                update oauth_grant set refresh_token = $2, access_token = null, access_expires = null, state = 'active',
                    error = null, failures = 0, next_try = null, consented = $3, version = version + 1
                where id = $1""", grant, sealed(grant, refreshToken), now());
        transactions.await(() -> connections.authorised(grant));
    }

    /** As far as we know, the access token ends at this moment. */
    public void expire(UUID grant) {
        database.update("update oauth_grant set access_expires = $2 where id = $1", grant, now());
    }

    /** What a setting of that name logs in with from now on. */
    public void use(UUID grant, String imapSetting) {
        database.update("update imap_setting set oauth_grant_id = $1 where name = $2", grant, imapSetting);
    }

    /** Somebody took the lease and was killed before the provider was asked; the lease is over. */
    public void leaveLeased(UUID grant) {
        database.update(
                "update oauth_grant set lease_for = refresh_token, lease_until = now() - interval '1 s' where id = $1",
                grant);
    }

    /** Somebody was killed between the provider's answer and the commit: the row still has what was shown. */
    public void crashBeforeCommit(UUID grant, String shown) {
        database.update(
                "update oauth_grant set refresh_token = $2, access_token = null, access_expires = null where id = $1",
                grant,
                sealed(grant, shown));
        leaveLeased(grant);
    }

    public String refreshToken(UUID grant) {
        return secrets.open(bytes(grant, "refresh_token"), SealedColumn.REFRESH_TOKEN.of(grant));
    }

    public @Nullable String accessToken(UUID grant) {
        return row(grant).getBuffer("access_token") == null
                ? null
                : secrets.open(bytes(grant, "access_token"), SealedColumn.ACCESS_TOKEN.of(grant));
    }

    public String state(UUID grant) {
        return row(grant).getString("state");
    }

    public int failures(UUID grant) {
        return row(grant).getInteger("failures");
    }

    private byte[] bytes(UUID grant, String column) {
        return row(grant).getBuffer(column).getBytes();
    }

    private Row row(UUID grant) {
        return database.query("select * from oauth_grant where id = $1", grant).getFirst();
    }

    private Buffer sealed(UUID grant, String refreshToken) {
        return Buffer.buffer(secrets.seal(refreshToken, SealedColumn.REFRESH_TOKEN.of(grant)));
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
