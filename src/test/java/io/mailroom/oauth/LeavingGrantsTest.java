package io.mailroom.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.db.Database;
import io.mailroom.testsupport.ScriptedServer;
import io.mailroom.testsupport.ScriptedWeb;
import io.mailroom.testsupport.StoredGrants;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What providers hear when an account is deleted. */
@QuarkusTest
class LeavingGrantsTest {

    @Inject
    StoredGrants grants;

    @Inject
    LeavingGrants leaving;

    @Inject
    Database database;

    private ScriptedWeb web;
    private User admin;
    private User ben;

    @BeforeEach
    void start() {
        web = ScriptedWeb.start().answering("/revoke", ScriptedWeb.Answer.json("{}"));
        admin = User.anAdmin();
        admin.request()
                .body(Map.of("login", "ben", "password", "correct horse"))
                .post("/api/v1/sec/user")
                .then()
                .statusCode(200);
        ben = User.loggedIn(admin.collective(), "ben", "correct horse");
    }

    @AfterEach
    void stop() {
        web.close();
    }

    /** @param address of the mailbox; nobody else's when random */
    private UUID grant(User user, String refreshToken, String address, String revocationEndpoint) {
        var grant = grants.add(user, URI.create(web.url("/token")), refreshToken);
        database.update(
                "update oauth_grant set revocation_endpoint = $2, address = $3 where id = $1",
                grant,
                revocationEndpoint,
                address);
        return grant;
    }

    private static String anAddress() {
        return UUID.randomUUID() + "@example.org";
    }

    private void deleteBen() {
        admin.request().delete("/api/v1/sec/user/ben").then().statusCode(200);
        assertThat(admin.request().get("/api/v1/sec/user").asString()).doesNotContain("\"ben\"");
    }

    @Test
    void grantsShouldBeRevokedWithTheirAccountAlsoWhenTwoAreForOneMailbox() {
        var address = anAddress();
        grant(ben, "one", address, web.url("/revoke"));
        grant(ben, "two", address, web.url("/revoke"));
        grant(admin, "stays", anAddress(), web.url("/revoke"));

        deleteBen();

        assertThat(web.seen("/revoke"))
                .extracting(request -> request.form().get("token"))
                .containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void grantShouldNotBeRevokedWhenAnotherAccountHasOneForTheMailbox() {
        var address = anAddress();
        grant(ben, "one", address, web.url("/revoke"));
        grant(admin, "stays", address, web.url("/revoke"));

        deleteBen();

        assertThat(web.seen("/revoke")).isEmpty();
    }

    @Test
    void accountShouldBeDeletedWhenAProviderRefusesOrAGrantCannotBeRead() {
        web.answering("/refuses", ScriptedWeb.Answer.status(500));
        grant(ben, "one", anAddress(), web.url("/refuses"));
        grant(ben, "two", anAddress(), "http://127.0.0.1:1/nobody");
        var unreadable = grant(ben, "three", anAddress(), web.url("/revoke"));
        database.update("update oauth_grant set refresh_token = '\\x00' where id = $1", unreadable);
        grant(ben, "four", anAddress(), web.url("/revoke"));

        deleteBen();

        assertThat(web.seen("/revoke"))
                .extracting(request -> request.form().get("token"))
                .containsExactly("four");
    }

    @Test
    void providersThatDoNotAnswerShouldBeLeftWhenTheTimeIsOver() {
        try (var silent = ScriptedServer.silent()) {
            var endpoint = "http://127.0.0.1:" + silent.address().port() + "/revoke";
            for (int i = 0; i < 20; i++) {
                grant(ben, "silent" + i, anAddress(), endpoint);
            }
            var account = ben.accountId(database);
            var began = Instant.now();

            leaving.revoke(account, UUID.randomUUID(), Duration.ofMillis(500));

            assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(5));
        }
    }
}
