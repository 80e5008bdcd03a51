package io.mailroom.oauth;

import static io.mailroom.oauth.Consenting.GRANTS;
import static io.mailroom.testsupport.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mailroom.db.Transactions;
import io.mailroom.testsupport.ScriptedWeb;
import io.mailroom.testsupport.ScriptedWeb.Answer;
import io.mailroom.testsupport.TestClock;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The device flow against Microsoft's way of it, with time that tests let pass. */
@QuarkusTest
class DeviceConsentTest {

    private static final Answer PENDING = Answer.error("authorization_pending", "AADSTS70016: not yet");

    private static final Answer TOKENS = Answer.json("""
            {"access_token":"a","refresh_token":"r","expires_in":3599,"token_type":"Bearer",
             "scope":"https://outlook.office365.com/IMAP.AccessAsUser.All SMTP.Send"}""");

    @Inject
    TestClock clock;

    @Inject
    AuthorizationRows rows;

    @Inject
    Transactions transactions;

    @Inject
    OAuthConfig config;

    private ScriptedWeb web;

    @BeforeEach
    void start() {
        web = ScriptedWeb.start().answering("/devicecode", Answer.json("""
                {"device_code":"the-device-code","user_code":"WDJB-MJHT","verification_uri":"https://microsoft.com/devicelogin",
                 "expires_in":900,"interval":5,"message":"To sign in, use a web browser"}"""));
    }

    @AfterEach
    void stop() {
        web.close();
        clock.reset();
    }

    private User withMicrosoft() {
        var admin = User.anAdmin();
        Consenting.addClient(
                admin,
                Map.of(
                        "provider",
                        "microsoft",
                        "clientId",
                        "public-client",
                        "tokenEndpoint",
                        web.url("/token"),
                        "deviceAuthorizationEndpoint",
                        web.url("/devicecode")));
        return admin;
    }

    private static Response begin(User user) {
        return user.request()
                .body(Map.of("provider", "microsoft", "name", "work", "address", "anna@example.com"))
                .post(GRANTS + "/device");
    }

    private Response poll(User user, String id, int seconds) {
        clock.pass(Duration.ofSeconds(seconds));
        return user.request().get(GRANTS + "/device/" + id);
    }

    @Test
    void deviceShouldBecomeAGrantWhenTheUserHasTypedTheCode() {
        var anna = withMicrosoft();
        web.answering("/token", PENDING, TOKENS);

        var begun = begin(anna);

        assertThat(begun.statusCode()).as(begun.asString()).isEqualTo(200);
        assertThat(begun.<String>path("userCode")).isEqualTo("WDJB-MJHT");
        assertThat(begun.<String>path("verificationUri")).isEqualTo("https://microsoft.com/devicelogin");
        assertThat(begun.<Integer>path("interval")).isEqualTo(5);
        assertThat(begun.<Long>path("expires"))
                .isCloseTo(clock.instant().plusSeconds(900).toEpochMilli(), within(60_000L));
        assertThat(begun.asString()).doesNotContain("the-device-code");
        assertThat(web.seen("/devicecode").getFirst().form())
                .containsEntry("client_id", "public-client")
                .hasEntrySatisfying(
                        "scope", scope -> assertThat(scope).contains("IMAP.AccessAsUser.All", "offline_access"));
        String id = begun.path("id");

        assertThat(poll(anna, id, 0).<String>path("state")).isEqualTo("pending");
        assertThat(web.seen("/token")).as("asked before the interval was over").isEmpty();
        assertThat(poll(anna, id, 6).<String>path("state")).isEqualTo("pending");
        assertThat(web.seen("/token")).hasSize(1);
        var done = poll(anna, id, 6);
        assertThat(done.<String>path("state")).as(done.asString()).isEqualTo("done");
        assertThat(done.<String>path("grant")).isEqualTo("work");
        assertThat(web.seen("/token").getLast().form())
                .containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:device_code")
                .containsEntry("device_code", "the-device-code");
        assertThat(anna.request().get(GRANTS + "/work").<String>path("address")).isEqualTo("anna@example.com");
        assertThat(poll(anna, id, 60).<String>path("state")).isEqualTo("done");
        assertThat(web.seen("/token")).hasSize(2);
    }

    @Test
    void deviceShouldBeAskedLessOftenWhenTheProviderSaysSlowDown() {
        var anna = withMicrosoft();
        web.answering("/token", Answer.error("slow_down", "too fast"), Answer.status(503), TOKENS);
        String id = begin(anna).path("id");

        assertThat(poll(anna, id, 6).<Integer>path("interval")).isEqualTo(10);
        assertThat(poll(anna, id, 6).<String>path("state")).isEqualTo("pending");
        assertThat(web.seen("/token")).hasSize(1);
        assertThat(poll(anna, id, 5).<Integer>path("interval")).isEqualTo(20);
        assertThat(poll(anna, id, 21).<String>path("state")).isEqualTo("done");
    }

    @Test
    void providerShouldNotBeAskedAgainWhileItMayStillAnswer() {
        var anna = withMicrosoft();
        String id = begin(anna).path("id");
        clock.pass(Duration.ofSeconds(6));
        var now = clock.instant();
        boolean taken = transactions.await(
                () -> rows.takePoll(UUID.fromString(id), now, now.plusSeconds(5).plus(config.timeout())));
        assertThat(taken).isTrue();

        poll(anna, id, 9);

        assertThat(web.seen("/token")).isEmpty();
    }

    @Test
    void whatCameFirstOfAConsentShouldStandWhenMoreComesOfIt() {
        var anna = withMicrosoft();
        web.answering("/token", TOKENS);
        String id = begin(anna).path("id");
        assertThat(poll(anna, id, 6).<String>path("state")).isEqualTo("done");

        transactions.await(() -> rows.end(UUID.fromString(id), ConsentOutcome.FAILED, "asked twice"));

        assertThat(poll(anna, id, 6).<String>path("state")).isEqualTo("done");
    }

    @Test
    void consentsShouldBeForgottenWhenTheyAreLongOver() {
        var anna = withMicrosoft();
        String id = begin(anna).path("id");
        clock.pass(Duration.ofHours(2));

        begin(anna);

        assertProblem(poll(anna, id, 0), 404, "not-found");
    }

    @Test
    void deviceShouldSayHowItEndedWhenItCameToNothing() {
        var anna = withMicrosoft();

        web.answering("/token", Answer.error("access_denied", "no"));
        assertThat(poll(anna, begin(anna).path("id"), 6).<String>path("state")).isEqualTo("denied");

        web.answering("/token", Answer.error("expired_token", "too late"));
        assertThat(poll(anna, begin(anna).path("id"), 6).<String>path("state")).isEqualTo("expired");

        web.answering("/token", Answer.error("invalid_client", "AADSTS7000218: secret missing"));
        var failed = poll(anna, begin(anna).path("id"), 6);
        assertThat(failed.<String>path("state")).isEqualTo("failed");
        assertThat(failed.<String>path("error")).contains("AADSTS7000218");

        web.answering("/token", PENDING);
        String late = begin(anna).path("id");
        assertThat(poll(anna, late, 901).<String>path("state")).isEqualTo("expired");
    }

    @Test
    void deviceShouldBeOfTheSessionThatBeganIt() {
        var anna = withMicrosoft();
        String id = begin(anna).path("id");

        assertProblem(poll(anna.aColleague("ben"), id, 6), 404, "not-found");
        assertProblem(poll(User.loggedIn(anna.collective(), anna.login(), anna.password()), id, 6), 404, "not-found");
    }

    @Test
    void deviceShouldBeRefusedInWordsWhenTheProviderHasNoSuchThing() {
        var admin = User.anAdmin();
        Consenting.addClient(admin, Map.of("provider", "google", "clientId", "c"));
        Consenting.addClient(
                admin,
                Map.of(
                        "provider",
                        "home",
                        "clientId",
                        "c",
                        "authorizationEndpoint",
                        web.url("/a"),
                        "tokenEndpoint",
                        web.url("/token")));

        var google =
                admin.request().body(Map.of("provider", "google", "name", "x")).post(GRANTS + "/device");
        var home = admin.request().body(Map.of("provider", "home", "name", "x")).post(GRANTS + "/device");

        assertProblem(google, 422, "invalid");
        assertThat(google.<String>path("detail")).contains("leaves Gmail out");
        assertProblem(home, 422, "invalid");
        assertThat(home.<String>path("detail")).contains("no device authorization");
        assertProblem(
                admin.request()
                        .body(Map.of("provider", "microsoft", "name", "x"))
                        .post(GRANTS + "/device"),
                422,
                "invalid");
    }
}
