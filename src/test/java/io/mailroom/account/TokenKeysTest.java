package io.mailroom.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.db.Database;
import io.mailroom.secret.Secrets;
import io.mailroom.testsupport.TestClock;
import io.mailroom.testsupport.User;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Replicas that read the keys at different times. */
@QuarkusTest
class TokenKeysTest {

    @Inject
    Database database;

    @Inject
    Secrets secrets;

    @Inject
    Pool pool;

    @Inject
    AccountConfig config;

    @Inject
    TestClock clock;

    private int before;

    /** What a replica knows of session tokens. */
    private record Replica(TokenKeys keys, Tokens tokens) {

        String sign(UUID session, TestClock clock) {
            return tokens.sign(session, clock.instant().plus(Duration.ofDays(30)));
        }

        Optional<UUID> verify(String token) {
            return tokens.verify(token).await().atMost(Duration.ofSeconds(30));
        }
    }

    private Replica replica() throws Exception {
        var keys = new TokenKeys(secrets, database, pool, clock);
        keys.start(new StartupEvent());
        return new Replica(keys, new Tokens(keys, clock));
    }

    private int latest() {
        return database.query("select max(id) from token_keyset").getFirst().getInteger(0);
    }

    private void rotate() {
        before = latest();
        clock.pass(config.tokenKeyLife());
        new TokenKeyRotation(new TokenKeys(secrets, database, pool, clock), database, config, clock).run("all");
    }

    /** The service's own keys were made before the time that has passed here. */
    @AfterEach
    void forget() {
        clock.reset();
        if (before > 0) {
            database.update("delete from token_keyset where id > $1", before);
        }
    }

    @Test
    void tokenOfTheFormerKeyShouldBeGoodWhereTheNextOneSigns() throws Exception {
        var session = UUID.randomUUID();
        var old = replica();
        rotate();
        String token = old.sign(session, clock);

        clock.pass(TokenKeys.LEAD.plusMinutes(1));
        var rolled = replica();

        assertThat(rolled.keys().signing())
                .isNotSameAs(rolled.keys().all().getLast().mac());
        assertThat(rolled.verify(token)).contains(session);
    }

    @Test
    void tokenOfTheNextKeyShouldBeGoodWhereItIsNotYetKnown() throws Exception {
        var session = UUID.randomUUID();
        var old = replica();
        rotate();
        clock.pass(TokenKeys.LEAD.plusMinutes(1));
        var rolled = replica();
        String token = rolled.sign(session, clock);
        assertThat(old.keys().all()).hasSizeLessThan(rolled.keys().all().size());

        // A token with an unknown key makes it look, if it has not just done so.
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(old.verify(token)).contains(session));
    }

    @Test
    void nextKeyShouldNotSignBeforeEveryReplicaHasReadIt() throws Exception {
        var former = replica().keys().signing();
        rotate();
        var fresh = replica().keys();

        assertThat(fresh.all()).hasSizeGreaterThan(1);
        assertThat(fresh.signing()).isSameAs(fresh.all().get(1).mac()).isNotNull();
        assertThat(former).isNotNull();

        clock.pass(TokenKeys.LEAD);
        assertThat(fresh.signing()).isSameAs(fresh.all().getFirst().mac());
    }

    @Test
    void nobodyShouldBeLoggedOut() throws Exception {
        User user = User.anAdmin();
        rotate();
        clock.reset();

        var answer = RestAssured.given().header("X-Docspell-Auth", user.token()).get("/api/v1/sec/item");

        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void keyShouldBeForgottenWhenNoTokenOfItIsGood() throws Exception {
        int first = latest();
        rotate();
        var rotation = new TokenKeyRotation(replica().keys(), database, config, clock);

        clock.pass(config.rememberLife());
        rotation.run("all");
        assertThat(has(first)).isTrue();

        var row = database.query("select id, sealed, created, signs_from from token_keyset where id = $1", first)
                .getFirst();
        clock.pass(TokenKeys.LEAD.multipliedBy(2).plusMinutes(1));
        rotation.run("all");
        boolean forgotten = !has(first);
        database.update(
                "insert into token_keyset (id, sealed, created, signs_from) values ($1, $2, $3, $4) on conflict do nothing",
                (short) first,
                row.getBuffer(1),
                row.getOffsetDateTime(2),
                row.getOffsetDateTime(3));
        assertThat(forgotten).isTrue();
    }

    private boolean has(int id) {
        return !database.query("select from token_keyset where id = $1", (short) id)
                .isEmpty();
    }

    @Test
    void keyShouldSignForItsWholeLife() {
        before = latest();
        clock.pass(config.tokenKeyLife().minusHours(2));

        new TokenKeyRotation(new TokenKeys(secrets, database, pool, clock), database, config, clock).run("all");

        assertThat(latest()).isEqualTo(before);
    }
}
