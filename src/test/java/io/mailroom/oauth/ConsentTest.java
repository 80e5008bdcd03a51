package io.mailroom.oauth;

import static io.mailroom.oauth.Consenting.GRANTS;
import static io.mailroom.oauth.Consenting.authorize;
import static io.mailroom.oauth.Consenting.begin;
import static io.mailroom.oauth.Consenting.comeBack;
import static io.mailroom.oauth.Consenting.comeBackElsewhere;
import static io.mailroom.oauth.Consenting.complete;
import static io.mailroom.oauth.Consenting.consent;
import static io.mailroom.testsupport.Problems.assertProblem;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.db.Database;
import io.mailroom.testsupport.CapturedLog;
import io.mailroom.testsupport.ScriptedWeb;
import io.mailroom.testsupport.TestClock;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The authorization code flow against a real OAuth2 server, with a browser between the two. */
@QuarkusTest
class ConsentTest {

    private static final String SECRET = "the client's own secret";

    @Inject
    Database database;

    @Inject
    TestClock clock;

    /** A new one for each test: who logs in next is a queue. */
    private final MockOAuth2Server server = new MockOAuth2Server();

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.shutdown();
        clock.reset();
    }

    private String issuer() {
        return server.issuerUrl("home").toString();
    }

    /** An admin whose collective has registered at the server, which knows its user as that address. */
    private User registered(Object... more) {
        var admin = User.anAdmin();
        var client = new HashMap<String, Object>(
                Map.of("provider", "home", "issuer", issuer(), "clientId", "mailroom", "clientSecret", SECRET));
        for (int i = 0; i < more.length; i += 2) {
            client.put((String) more[i], more[i + 1]);
        }
        Consenting.addClient(admin, client);
        return admin;
    }

    private void nextLoginIs(Map<String, Object> claims) {
        server.enqueueCallback(
                new DefaultOAuth2TokenCallback("home", "subject", "JWT", List.of("mailroom"), claims, 3600));
    }

    private static Map<String, Object> email(String address) {
        return Map.of("email", address);
    }

    private static Response grant(User user, String name) {
        return user.request().get(GRANTS + "/" + name);
    }

    @Test
    void consentShouldMakeAGrantThatTellsNoSecretWhenTheBrowserComesBack() {
        var anna = registered();
        nextLoginIs(email("anna@example.org"));

        try (var log = CapturedLog.ofEverything("io.mailroom")) {
            var sent = begin(anna, "home", "gmail");
            var page = comeBack(sent, consent(sent));

            assertThat(page.statusCode()).as(page.asString()).isEqualTo(200);
            assertThat(page.contentType()).startsWith("text/html");
            assertThat(page.asString()).contains("Done").contains("gmail").doesNotContain("<script");
            assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'");
            assertThat(page.header("Cache-Control")).isEqualTo("no-store");
            assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(log.text()).doesNotContain(SECRET, sent.state());
        }
        var grant = grant(anna, "gmail");
        assertThat(grant.<String>path("provider")).isEqualTo("home");
        assertThat(grant.<String>path("address")).isEqualTo("anna@example.org");
        assertThat(grant.<String>path("state")).isEqualTo("active");
        assertThat(grant.<Long>path("expires")).isGreaterThan(clock.millis());
        assertThat(grant.<List<String>>path("usedBy")).isEmpty();
        assertThat(grant.asString()).doesNotContainIgnoringCase("token").doesNotContain(SECRET);
        var row = database.query(
                        "select refresh_token, access_token, client_secret from oauth_grant where account_id = $1",
                        anna.accountId(database))
                .getFirst();
        assertThat(row.getBuffer(0).toString()).doesNotContain("ey");
        assertThat(row.getBuffer(2)).isNull();
    }

    @Test
    void authorizationUrlShouldCarryStateAndPkceWhenAskedFor() {
        var anna = registered("scopes", List.of("openid", "imap"), "authorizeParameters", Map.of("hd", "a b&c"));

        var sent = begin(anna, "home", "work", "address", "anna@example.org");

        var query = Consenting.query(sent.url());
        assertThat(sent.url().toString())
                .startsWith(server.authorizationEndpointUrl("home").toString());
        assertThat(query)
                .containsEntry("response_type", "code")
                .containsEntry("client_id", "mailroom")
                .containsEntry("redirect_uri", sent.redirectUri())
                .containsEntry("scope", "openid imap")
                .containsEntry("state", sent.state())
                .containsEntry("code_challenge_method", "S256")
                .containsEntry("login_hint", "anna@example.org")
                .containsEntry("hd", "a b&c")
                .containsKeys("code_challenge", "nonce")
                .doesNotContainKey("client_secret");
        assertThat(sent.state()).hasSizeGreaterThanOrEqualTo(43); // 256 bits
        assertThat(sent.redirectUri()).endsWith("/api/v1/open/oauth/callback");
        assertThat(database.query(
                                "select 1 from oauth_authorization where account_id = $1 and"
                                        + " (encode(state_hash, 'escape') like '%' || $2 || '%' or encode(verifier, 'escape') like '%' || $3 || '%')",
                                anna.accountId(database), sent.state(), query.get("code_challenge"))
                        .size())
                .isZero();
    }

    @Test
    void consentShouldBeRefusedWhenTheCodeWasAskedForWithAnotherChallenge() {
        var anna = registered();
        nextLoginIs(email("anna@example.org"));
        var sent = begin(anna, "home", "work");
        var challenge = Consenting.query(sent.url()).get("code_challenge");
        var other = URI.create(sent.url().toString().replace(challenge, "A".repeat(43)));

        var page = comeBack(sent, consent(other));

        assertThat(page.statusCode()).isEqualTo(422);
        assertThat(page.asString()).contains("invalid_grant");
        assertProblem(grant(anna, "work"), 404, "not-found");
    }

    @Test
    void stateShouldBeGoodOnceWhenItIsReplayed() {
        var anna = registered();
        nextLoginIs(email("anna@example.org"));
        var sent = begin(anna, "home", "work");
        var answer = consent(sent);
        assertThat(comeBack(sent, answer).statusCode()).isEqualTo(200);

        var again = comeBack(sent, answer);

        assertThat(again.statusCode()).isEqualTo(422);
        assertThat(again.asString()).contains("has been used already");
        assertProblem(complete(anna, answer), 422, "oauth-refused");
    }

    @Test
    void stateShouldBeRefusedWhenItsTimeIsOver() {
        var anna = registered();
        var sent = begin(anna, "home", "work");
        var answer = consent(sent);
        clock.pass(Duration.ofMinutes(10));

        var page = comeBack(sent, answer);

        assertThat(page.statusCode()).isEqualTo(422);
        assertThat(page.asString()).contains("its time is over");
    }

    @Test
    void stateShouldBeRefusedWhenItIsMadeUp() {
        var page = comeBackElsewhere(Map.of("code", "<script>alert(1)</script>", "state", "<b>x</b>"));

        assertThat(page.statusCode()).isEqualTo(422);
        assertThat(page.asString()).doesNotContain("<b>", "<script>");
        assertThat(given().get(Consenting.CALLBACK).statusCode()).isEqualTo(422);
    }

    @Test
    void callbackShouldBeRefusedWhenAnotherSessionIsPresent() {
        var anna = registered();
        nextLoginIs(email("anna@example.org"));
        var sent = begin(anna, "home", "work");
        var answer = consent(sent);
        var ben = anna.aColleague("ben");
        var annaElsewhere = User.loggedIn(anna.collective(), anna.login(), anna.password());

        for (var other : List.of(ben, annaElsewhere)) {
            var page = given().cookie("docspell_auth", other.token())
                    .cookies(sent.cookies())
                    .queryParams(answer)
                    .get(Consenting.CALLBACK);
            assertThat(page.statusCode()).isEqualTo(422);
            assertThat(page.asString()).contains("begun in another session");
            assertProblem(complete(other, answer), 422, "oauth-refused");
        }
        assertThat(comeBack(sent, answer).statusCode()).isEqualTo(200);
    }

    @Test
    void callbackShouldNotMakeAGrantByItselfWhenTheBrowserIsUnknown() {
        var anna = registered();
        nextLoginIs(email("anna@example.org"));
        var answer = consent(begin(anna, "home", "work"));

        var page = comeBackElsewhere(answer);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.asString()).contains("One more step").contains(answer.get("code"), answer.get("state"));
        assertProblem(grant(anna, "work"), 404, "not-found");
        var made = complete(anna, answer);
        assertThat(made.statusCode()).as(made.asString()).isEqualTo(200);
        assertThat(made.<String>path("address")).isEqualTo("anna@example.org");
    }

    @Test
    void callbackShouldNotMakeAGrantWhenItsUserHasLoggedOut() {
        var anna = registered();
        var sent = begin(anna, "home", "work");
        var answer = consent(sent);
        anna.request().post("/api/v1/sec/auth/logout").then().statusCode(200);

        assertThat(comeBack(sent, answer).asString()).contains("One more step");
    }

    @Test
    void callbackShouldSayWhatHappenedWhenTheUserDenies() {
        var anna = registered();
        var sent = begin(anna, "home", "work");

        var page = comeBack(sent, Map.of("error", "access_denied", "state", sent.state()));

        assertThat(page.statusCode()).isEqualTo(422);
        assertThat(page.asString()).contains("You did not consent");
        assertThat(comeBack(sent, Map.of("code", "late", "state", sent.state())).asString())
                .contains("used already");
    }

    @Test
    void callbackShouldEscapeTheProvidersWordsWhenItRefuses() {
        var anna = registered();
        var sent = begin(anna, "home", "work");

        var page = comeBack(
                sent,
                Map.of(
                        "error",
                        "server_error",
                        "error_description",
                        "<img src=x onerror=alert(1)>",
                        "state",
                        sent.state()));

        assertThat(page.asString()).contains("server_error: &lt;img").doesNotContain("<img");
    }

    @Test
    void callbackShouldBeRefusedWhenTheAnswerNamesAnotherIssuer() {
        var anna = registered();
        var sent = begin(anna, "home", "work");
        var answer = consent(sent);
        answer.put("iss", "https://evil.example");

        var page = comeBack(sent, answer);

        assertThat(page.statusCode()).isEqualTo(422);
        assertThat(page.asString()).contains("does not come from home");
    }

    @Test
    void callbackShouldBeAcceptedWhenTheAnswerNamesItsIssuer() {
        var anna = registered();
        nextLoginIs(email("anna@example.org"));
        var sent = begin(anna, "home", "work");
        var answer = consent(sent);
        answer.put("iss", issuer());

        assertThat(comeBack(sent, answer).statusCode()).isEqualTo(200);
    }

    @Test
    void grantShouldBeRefusedWhenTheMailboxIsAnotherOne() {
        var anna = registered();
        nextLoginIs(email("anna.private@example.org"));
        var sent = begin(anna, "home", "work", "address", "anna@example.org");

        var page = comeBack(sent, consent(sent));

        assertThat(page.statusCode()).isEqualTo(422);
        assertThat(page.asString()).contains("anna.private@example.org").contains("anna@example.org was asked for");
        assertProblem(grant(anna, "work"), 404, "not-found");
    }

    @Test
    void grantShouldBeMadeWhenAnotherMailboxWasConfirmed() {
        var anna = registered();
        nextLoginIs(email("anna.private@example.org"));
        var sent = begin(anna, "home", "work", "address", "anna@example.org", "acceptOtherAddress", true);

        comeBack(sent, consent(sent)).then().statusCode(200);

        assertThat(grant(anna, "work").<String>path("address")).isEqualTo("anna.private@example.org");
    }

    @Test
    void grantShouldDemandAnAddressWhenTheProviderDoesNotSayWhoseItIs() {
        var anna = registered();
        nextLoginIs(Map.of("email", "anna@example.org", "email_verified", false));
        var sent = begin(anna, "home", "work");

        assertThat(comeBack(sent, consent(sent)).asString()).contains("address has to be given");

        nextLoginIs(Map.of());
        var named = begin(anna, "home", "work", "address", "anna@example.org");
        assertThat(comeBack(named, consent(named)).statusCode()).isEqualTo(200);
    }

    @Test
    void reauthorizeShouldRenewTheSameGrantWhenItNeedsIt() {
        var anna = registered();
        nextLoginIs(email("anna@example.org"));
        var first = begin(anna, "home", "work");
        comeBack(first, consent(first)).then().statusCode(200);
        database.update(
                "update oauth_grant set state = 'needs-reauth', error = 'home said invalid_grant' where account_id = $1",
                anna.accountId(database));
        assertThat(grant(anna, "work").<String>path("remedy")).contains("/api/v1/sec/oauth/grant/work/reauthorize");

        nextLoginIs(email("ben@example.org"));
        var wrong = Consenting.sent(anna.request().post(GRANTS + "/work/reauthorize"));
        assertThat(comeBack(wrong, consent(wrong)).asString()).contains("anna@example.org was asked for");
        nextLoginIs(email("anna@example.org"));
        var right = Consenting.sent(anna.request().post(GRANTS + "/work/reauthorize"));
        comeBack(right, consent(right)).then().statusCode(200);

        var renewed = grant(anna, "work");
        assertThat(renewed.<String>path("state")).isEqualTo("active");
        assertThat(renewed.<String>path("error")).isNull();
        assertThat(anna.request().get(GRANTS).<List<?>>path("items")).hasSize(1);
    }

    @Test
    void authorizeShouldBeRefusedWhenTheRequestMakesNoSense() {
        var anna = registered();
        nextLoginIs(email("anna@example.org"));
        var sent = begin(anna, "home", "work");
        comeBack(sent, consent(sent)).then().statusCode(200);

        assertProblem(authorize(anna, Map.of("provider", "home", "name", "work")), 409, "conflict");
        assertProblem(authorize(anna, Map.of("provider", "nowhere", "name", "x")), 422, "invalid");
        assertProblem(authorize(anna, Map.of("provider", "home")), 422, "invalid");
        assertProblem(authorize(anna, Map.of("provider", "home", "name", "a b")), 422, "invalid");
        assertProblem(authorize(anna, Map.of("provider", "home", "name", "x", "address", "a@b\r\nc")), 422, "invalid");
        assertProblem(authorize(anna, Map.of("grant", "unknown")), 404, "not-found");
        assertProblem(authorize(anna, Map.of("provider", "google", "name", "x")), 422, "invalid");
        assertThat(authorize(anna, Map.of("provider", "google", "name", "x")).<String>path("detail"))
                .contains("no client id");
    }

    @Test
    void grantShouldBeOfNobodyElseWhenColleaguesLook() {
        var anna = registered();
        nextLoginIs(email("anna@example.org"));
        var sent = begin(anna, "home", "work");
        comeBack(sent, consent(sent)).then().statusCode(200);
        var ben = anna.aColleague("ben");

        assertThat(ben.request().get(GRANTS).<List<?>>path("items")).isEmpty();
        assertProblem(grant(ben, "work"), 404, "not-found");
        assertProblem(ben.request().delete(GRANTS + "/work"), 404, "not-found");
        assertProblem(ben.request().post(GRANTS + "/work/reauthorize"), 404, "not-found");
    }

    @Test
    void authorizeShouldSayWhatIsWrongWhenTheIssuerCannotBeDiscovered() {
        var admin = User.anAdmin();
        try (var web = ScriptedWeb.start()) {
            Consenting.addClient(admin, Map.of("provider", "gone", "issuer", web.url("/gone"), "clientId", "x"));
            Consenting.addClient(admin, Map.of("provider", "alias", "issuer", issuer() + "/", "clientId", "x"));

            assertProblem(authorize(admin, Map.of("provider", "gone", "name", "x")), 502, "oauth-provider");
            assertThat(web.seen("/gone/.well-known/openid-configuration")).hasSize(1);
            assertThat(web.seen("/.well-known/oauth-authorization-server/gone")).hasSize(1);
            var alias = authorize(admin, Map.of("provider", "alias", "name", "x"));
            assertProblem(alias, 502, "oauth-provider");
            assertThat(alias.<String>path("detail")).contains("calls itself " + issuer() + ".");
        }
    }
}
