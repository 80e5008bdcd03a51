package io.mailroom.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailroom.db.Database;
import io.mailroom.testsupport.TestClock;
import io.mailroom.testsupport.User;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changes the key under rows that were sealed with another one. */
@QuarkusTest
class ResealingTest {

    private static final String OLD = Replica.key('o');
    private static final String NEW = Replica.key('n');
    private static final String OLD_ID = Replica.id(OLD);
    private static final String NEW_ID = Replica.id(NEW);

    /** More than a batch, and more than two. */
    private static final int MANY = 450;

    @Inject
    Database database;

    @Inject
    TestClock clock;

    @Inject
    Replica.Stage stage;

    private UUID account;
    private UUID collective;

    @BeforeEach
    void noKeyShouldBeKnown() {
        account = User.anAdmin().accountId(database);
        collective = database.query("select collective_id from account where id = $1", account)
                .getFirst()
                .getUUID(0);
        stage.clear();
    }

    /** What these keys have sealed is of no use to anybody else. */
    @AfterEach
    void theServicesKeyShouldBeKnownAgain() {
        clock.reset();
        database.update("delete from token_keyset where id > 100");
        database.update("delete from collective where id = $1", collective);
        stage.restore();
    }

    private List<UUID> settings(Secrets secrets, int number) {
        var ids = Stream.generate(UUID::randomUUID).limit(number).toList();
        var passwords = ids.stream()
                .map(id -> Buffer.buffer(secrets.seal("password of " + id, SealedColumn.SMTP_PASSWORD.of(id))))
                .toArray(Buffer[]::new);
        database.update("""
                insert into smtp_setting (id, account_id, name, host, ssl_type, ignore_certificates, use_oauth, from_address,
                    created, updated, version, password)
                select id, $3, id::text, 'smtp.example.org', 'SSL', false, false, 'anna@example.org', now(), now(), 0, password
                from unnest($1::uuid[], $2::bytea[]) as n (id, password)""", ids.toArray(UUID[]::new), passwords, account);
        return ids;
    }

    private UUID grant(Secrets secrets) {
        var id = UUID.randomUUID();
        database.update(
                """
                insert into oauth_grant (id, account_id, name, provider, client_id, token_endpoint, auth_method, scope, state,
                    own_client, created, updated, version, client_secret, refresh_token, access_token)
                values ($1, $2, $1::uuid::text, 'google', 'client', 'https://oauth.example.org/token', 'NONE', 'mail', 'active',
                    false, now(), now(), 0, $3, $4, $5)""",
                id,
                account,
                sealed(secrets, SealedColumn.GRANT_CLIENT_SECRET, id),
                sealed(secrets, SealedColumn.REFRESH_TOKEN, id),
                sealed(secrets, SealedColumn.ACCESS_TOKEN, id));
        return id;
    }

    private static Buffer sealed(Secrets secrets, SealedColumn column, UUID id) {
        return Buffer.buffer(secrets.seal("secret", column.of(id)));
    }

    private byte[] bytes(SealedColumn column, UUID id) {
        return database.query("select %s from %s where id = $1".formatted(column.column(), column.table()), id)
                .getFirst()
                .getBuffer(0)
                .getBytes();
    }

    private String keyOf(SealedColumn column, UUID id) {
        return SealingKeys.idOfSealed(bytes(column, id));
    }

    private Map<String, Long> values() {
        return new SealedValues(database, stage.start(NEW, OLD).stop().secrets()).byKey();
    }

    private long remaining() {
        return database.query("select coalesce(remaining, -1) from sealing_key where id = $1", OLD_ID)
                .getFirst()
                .getLong(0);
    }

    @Test
    void everyColumnShouldBeSealedAnew() {
        var before = stage.start(OLD).stop().secrets();
        var setting = settings(before, 1).getFirst();
        var grant = grant(before);
        var ids = new java.util.EnumMap<SealedColumn, UUID>(SealedColumn.class);
        for (var column : SealedColumn.values()) {
            ids.put(column, UUID.randomUUID());
        }
        ids.put(SealedColumn.SMTP_PASSWORD, setting);
        List.of(SealedColumn.GRANT_CLIENT_SECRET, SealedColumn.REFRESH_TOKEN, SealedColumn.ACCESS_TOKEN)
                .forEach(column -> ids.put(column, grant));
        ids.put(SealedColumn.DEVICE_CODE, ids.get(SealedColumn.VERIFIER));
        database.update(
                """
                insert into imap_setting (id, account_id, name, host, ssl_type, ignore_certificates, use_oauth, created,
                    updated, version, password)
                values ($1, $2, 'home', 'imap.example.org', 'SSL', false, false, now(), now(), 0, $3)""",
                ids.get(SealedColumn.IMAP_PASSWORD),
                account,
                sealed(before, SealedColumn.IMAP_PASSWORD, ids.get(SealedColumn.IMAP_PASSWORD)));
        database.update(
                """
                insert into oauth_client (id, collective_id, provider, kind, client_id, created, updated, version, client_secret)
                values ($1, $2, 'ours', 'OIDC', 'client', now(), now(), 0, $3)""",
                ids.get(SealedColumn.CLIENT_SECRET),
                collective,
                sealed(before, SealedColumn.CLIENT_SECRET, ids.get(SealedColumn.CLIENT_SECRET)));
        database.update(
                """
                insert into oauth_authorization (id, account_id, session_id, provider, grant_name, any_address, created, expires,
                    verifier, device_code)
                values ($1, $2, $1, 'ours', 'ours', false, now(), now(), $3, $4)""",
                ids.get(SealedColumn.VERIFIER),
                account,
                sealed(before, SealedColumn.VERIFIER, ids.get(SealedColumn.VERIFIER)),
                sealed(before, SealedColumn.DEVICE_CODE, ids.get(SealedColumn.VERIFIER)));
        database.update(
                """
                insert into webhook (id, collective_id, url, enabled, events, created, updated, version, secret)
                values ($1, $2, 'https://example.org', false, '{}', now(), now(), 0, $3)""",
                ids.get(SealedColumn.WEBHOOK_SECRET),
                collective,
                sealed(before, SealedColumn.WEBHOOK_SECRET, ids.get(SealedColumn.WEBHOOK_SECRET)));
        database.update(
                """
                insert into destination (id, account_id, name, kind, options, created, updated, version, secret)
                values ($1, $2, 'paperless', 'paperless', '{}', now(), now(), 0, $3)""",
                ids.get(SealedColumn.DESTINATION_SECRET),
                account,
                sealed(before, SealedColumn.DESTINATION_SECRET, ids.get(SealedColumn.DESTINATION_SECRET)));
        database.update(
                "insert into token_keyset (id, sealed, created, signs_from) values (101, $1, now(), 'infinity')",
                sealed(before, SealedColumn.TOKEN_KEYSET, new UUID(0, 101)));

        var after = stage.start(NEW, OLD);
        stage.resealing(after).run("all");

        ids.remove(SealedColumn.TOKEN_KEYSET);
        var only = stage.start(NEW, OLD).stop().secrets();
        ids.forEach((column, id) -> {
            assertThat(keyOf(column, id)).as(column.name()).isEqualTo(NEW_ID);
            assertThat(only.open(bytes(column, id), column.of(id)))
                    .startsWith(column == SealedColumn.SMTP_PASSWORD ? "password of" : "secret");
        });
        assertThat(SealingKeys.idOfSealed(database.query("select sealed from token_keyset where id = 101")
                        .getFirst()
                        .getBuffer(0)
                        .getBytes()))
                .isEqualTo(NEW_ID);
        assertThat(values()).doesNotContainKey(OLD_ID);
    }

    @Test
    void workThatWasInterruptedBetweenBatchesShouldGoOn() {
        var ids = settings(stage.start(OLD).stop().secrets(), MANY);
        var killed = stage.start(NEW, OLD);
        var values = new SealedValues(database, killed.secrets());

        assertThatThrownBy(() -> values.sealAnew(SealedColumn.SMTP_PASSWORD, NEW_ID, progress -> {
                    throw new IllegalStateException("killed");
                }))
                .hasMessage("killed");

        assertThat(values.byKey().get(OLD_ID))
                .as("one batch, in which there may be settings of others, too")
                .isBetween((long) MANY - 200, (long) MANY - 1);
        ids.forEach(id -> assertThat(
                        killed.secrets().open(bytes(SealedColumn.SMTP_PASSWORD, id), SealedColumn.SMTP_PASSWORD.of(id)))
                .isEqualTo("password of " + id));
        killed.stop();
        var next = stage.start(NEW, OLD);
        stage.resealing(next).run("all");
        assertThat(values.byKey()).doesNotContainKey(OLD_ID);
        ids.forEach(id -> assertThat(
                        next.secrets().open(bytes(SealedColumn.SMTP_PASSWORD, id), SealedColumn.SMTP_PASSWORD.of(id)))
                .isEqualTo("password of " + id));
    }

    @Test
    void progressShouldBeSeenBetweenBatches() {
        settings(stage.start(OLD).stop().secrets(), MANY);
        var replica = stage.start(NEW, OLD);
        var rows = new KeyRows(database);
        rows.count(OLD_ID, MANY, clock.instant());
        var seen = new ArrayList<Long>();

        new SealedValues(database, replica.secrets()).sealAnew(SealedColumn.SMTP_PASSWORD, NEW_ID, progress -> {
            rows.sealedAnew(progress);
            seen.add(remaining());
        });

        assertThat(seen)
                .as("after each batch, in which there may be settings of others, too")
                .hasSizeGreaterThanOrEqualTo(3)
                .isSortedAccordingTo(Comparator.reverseOrder())
                .endsWith(0L);
        assertThat(seen.getFirst()).isBetween((long) MANY - 200, (long) MANY - 1);
    }

    @Test
    void passwordThatItsUserChangesMeanwhileShouldStayTheUsers() {
        var before = stage.start(OLD).stop();
        var id = settings(before.secrets(), 1).getFirst();
        var replica = stage.start(NEW, OLD);
        byte[] changed = before.secrets().seal("changed", SealedColumn.SMTP_PASSWORD.of(id));
        var interrupted = new Secrets(replica.ring()) {
            @Override
            public byte[] openBytes(byte[] sealed, Binding binding) {
                database.update("update smtp_setting set password = $2 where id = $1", id, Buffer.buffer(changed));
                return super.openBytes(sealed, binding);
            }
        };

        new SealedValues(database, interrupted).sealAnew(SealedColumn.SMTP_PASSWORD, NEW_ID, progress -> {});

        assertThat(bytes(SealedColumn.SMTP_PASSWORD, id)).isEqualTo(changed);
        stage.resealing(replica).run("all");
        assertThat(keyOf(SealedColumn.SMTP_PASSWORD, id)).isEqualTo(NEW_ID);
        assertThat(replica.secrets().open(bytes(SealedColumn.SMTP_PASSWORD, id), SealedColumn.SMTP_PASSWORD.of(id)))
                .isEqualTo("changed");
    }

    @Test
    void refreshTokenThatIsBeingShownToItsProviderShouldStayAsItIs() {
        var grant = grant(stage.start(OLD).stop().secrets());
        var replica = stage.start(NEW, OLD);
        database.update("update oauth_grant set lease_for = refresh_token, lease_until = now() where id = $1", grant);

        stage.resealing(replica).run("all");

        assertThat(keyOf(SealedColumn.REFRESH_TOKEN, grant)).isEqualTo(OLD_ID);
        assertThat(keyOf(SealedColumn.ACCESS_TOKEN, grant)).isEqualTo(NEW_ID);
        assertThat(remaining()).isEqualTo(1);
        database.update("update oauth_grant set lease_until = now() - interval '1 hour' where id = $1", grant);
        stage.resealing(replica).run("all");
        assertThat(keyOf(SealedColumn.REFRESH_TOKEN, grant)).isEqualTo(NEW_ID);
    }

    @Test
    void oldKeyShouldBeNeededUntilNothingHasUsedItForAWhile() {
        settings(stage.start(OLD).stop().secrets(), 3);
        var replica = stage.start(NEW, OLD);

        stage.resealing(replica).run("all");
        clock.pass(Resealing.SETTLED.minusSeconds(30));
        stage.resealing(replica).run("all");

        assertThatThrownBy(() -> stage.start(NEW))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(OLD_ID)
                .hasMessageContaining("mailroom.secret.key");
        clock.pass(Duration.ofMinutes(1));
        stage.resealing(replica).run("all");
        assertThat(stage.start(NEW).stop().ring().id()).isEqualTo(NEW_ID);
    }

    @Test
    void refusalShouldSayHowMuchStillNeedsTheKeyThatIsMissing() {
        settings(stage.start(OLD).stop().secrets(), 3);
        stage.start(NEW, OLD).stop();
        new KeyRows(database).count(OLD_ID, 3, clock.instant());

        assertThatThrownBy(() -> stage.start(NEW))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(OLD_ID + " for 3 values that are not yet sealed anew")
                .hasMessageNotContaining(NEW);
    }

    @Test
    void keyShouldBeNeededAgainWhenAValueOfItIsWrittenBack() {
        var before = stage.start(OLD).stop().secrets();
        var id = settings(before, 1).getFirst();
        byte[] late = bytes(SealedColumn.SMTP_PASSWORD, id);
        var replica = stage.start(NEW, OLD);
        stage.resealing(replica).run("all");
        clock.pass(Resealing.SETTLED.plusMinutes(1));
        stage.resealing(replica).run("all");

        database.update("update smtp_setting set password = $2 where id = $1", id, Buffer.buffer(late));
        stage.resealing(replica).run("all");

        assertThat(keyOf(SealedColumn.SMTP_PASSWORD, id)).isEqualTo(NEW_ID);
        assertThatThrownBy(() -> stage.start(NEW)).hasMessageContaining(OLD_ID);
    }

    @Test
    void valueThatDoesNotOpenShouldKeepItsKeyAndNotTheOthers() {
        var ids = settings(stage.start(OLD).stop().secrets(), 3);
        database.update(
                "update smtp_setting set password = set_byte(password, 20, get_byte(password, 20) # 1) where id = $1",
                ids.get(1));
        var replica = stage.start(NEW, OLD);

        stage.resealing(replica).run("all");

        assertThat(ids.stream().map(id -> keyOf(SealedColumn.SMTP_PASSWORD, id)))
                .containsExactly(NEW_ID, OLD_ID, NEW_ID);
        assertThat(remaining()).isEqualTo(1);
    }
}
