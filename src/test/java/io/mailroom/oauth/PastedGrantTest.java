package io.mailroom.oauth;

import static io.mailroom.oauth.Consenting.GRANTS;
import static io.mailroom.testsupport.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.db.Database;
import io.mailroom.testsupport.CapturedLog;
import io.mailroom.testsupport.ScriptedWeb;
import io.mailroom.testsupport.ScriptedWeb.Answer;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Client id, client secret and refresh token as Google's oauth2.py prints them, given to Mailroom, and taken away again. */
@QuarkusTest
class PastedGrantTest {

    private static final String SECRET = "5Z1-the-secret_Kir_t";
    private static final String REFRESH = "1//09zH-the-refresh-token";
    private static final String ACCESS = "ya29.the-access-token";

    @Inject
    Database database;

    /** Of this test alone: grants for one mailbox know of each other. */
    private final String mailbox = "anna." + UUID.randomUUID() + "@gmail.com";

    private ScriptedWeb web;

    @BeforeEach
    void start() {
        web = ScriptedWeb.start().answering("/token", Answer.json("""
                                {"access_token":"%s","expires_in":3599,"scope":"https://mail.google.com/","token_type":"Bearer"}""".formatted(ACCESS)));
    }

    @AfterEach
    void stop() {
        web.close();
    }

    /** Google as it is, at another address. */
    private User withGoogle() {
        var admin = User.anAdmin();
        Consenting.addClient(
                admin,
                Map.of(
                        "provider", "google",
                        "clientId", "our-own-client",
                        "tokenEndpoint", web.url("/token"),
                        "userinfoEndpoint", web.url("/userinfo"),
                        "revocationEndpoint", web.url("/revoke")));
        return admin;
    }

    private Map<String, Object> pasted(Object... more) {
        var input = new HashMap<String, Object>(Map.of(
                "name", "gmail",
                "clientId", "106701.apps.googleusercontent.com",
                "clientSecret", SECRET,
                "refreshToken", REFRESH,
                "address", mailbox));
        for (int i = 0; i < more.length; i += 2) {
            input.put((String) more[i], more[i + 1]);
        }
        return input;
    }

    private static Response paste(User user, Map<String, ?> input) {
        return user.request().body(input).post(GRANTS);
    }

    @Test
    void grantShouldBeTriedAtOnceAndStoredWhenItWorks() {
        var anna = withGoogle();

        try (var log = CapturedLog.ofEverything("io.mailroom")) {
            var made = paste(anna, pasted());

            assertThat(made.statusCode()).as(made.asString()).isEqualTo(200);
            assertThat(made.<String>path("address")).isEqualTo(mailbox);
            assertThat(made.<String>path("provider")).isEqualTo("google");
            assertThat(made.<List<String>>path("scope")).containsExactly("https://mail.google.com/");
            assertThat(made.asString()).doesNotContain(SECRET, REFRESH, ACCESS);
            assertThat(log.text()).doesNotContain(SECRET, REFRESH, ACCESS);
        }
        assertThat(web.seen("/token").getFirst().form())
                .containsEntry("grant_type", "refresh_token")
                .containsEntry("refresh_token", REFRESH)
                .containsEntry("client_id", "106701.apps.googleusercontent.com")
                .containsEntry("client_secret", SECRET)
                .doesNotContainKey("scope");
        assertThat(database.query(
                                "select row_to_json(g)::text from oauth_grant g where account_id = $1",
                                anna.accountId(database))
                        .getFirst()
                        .getString(0))
                .contains(mailbox)
                .doesNotContain(SECRET, REFRESH, ACCESS);
    }

    @Test
    void grantShouldBeRefusedWithTheProvidersWordsWhenItIsWorthNothing() {
        var anna = withGoogle();
        web.answering(
                "/token",
                Answer.error("invalid_grant", "Token has been expired or revoked: " + REFRESH),
                new Answer(
                        401,
                        "application/json",
                        "{\"error\":\"invalid_client\",\"error_description\":\"The OAuth client was not found.\"}"),
                Answer.status(503),
                new Answer(429, "application/json", "{\"error\":\"invalid_grant\"}"),
                Answer.error("temporarily_unavailable", "busy"),
                Answer.json("{\"access_token\":17}"));

        var worthless = paste(anna, pasted());
        assertProblem(worthless, 422, "oauth-refused");
        assertThat(worthless.<String>path("detail"))
                .contains("invalid_grant: Token has been expired or revoked")
                .doesNotContain(REFRESH);
        assertProblem(paste(anna, pasted()), 422, "oauth-refused");
        for (int i = 0; i < 4; i++) {
            assertProblem(paste(anna, pasted()), 502, "oauth-provider");
        }
        assertThat(anna.request().get(GRANTS).<List<?>>path("items")).isEmpty();
    }

    @Test
    void grantShouldBeRefusedWhenTheScopeForMailIsMissing() {
        var anna = withGoogle();
        web.answering(
                "/token",
                Answer.json(
                        "{\"access_token\":\"a\",\"expires_in\":3599,\"token_type\":\"Bearer\",\"scope\":\"openid https://www.googleapis.com/auth/userinfo.email\"}"));

        var refused = paste(anna, pasted());

        assertProblem(refused, 422, "oauth-refused");
        assertThat(refused.<String>path("detail"))
                .contains("https://mail.google.com/ is missing")
                .contains("box");
    }

    @Test
    void addressShouldBeComparedWhenTheProviderTellsIt() {
        var anna = withGoogle();
        web.answering("/userinfo", Answer.json("{\"sub\":\"1\",\"email\":\"ben@gmail.com\",\"email_verified\":true}"));

        assertProblem(paste(anna, pasted()), 422, "oauth-refused");
        assertThat(paste(anna, pasted("address", null)).<String>path("address")).isEqualTo("ben@gmail.com");
    }

    @Test
    void addressShouldBeDemandedWhenTheProviderDoesNotTellIt() {
        var refused = paste(withGoogle(), pasted("address", null));

        assertProblem(refused, 422, "invalid");
        assertThat(refused.<String>path("errors[0].field")).isEqualTo("address");
    }

    @Test
    void pastedTokenShouldNotBeShownWhenNobodyCanTellWhoseMailboxItIs() {
        var anna = User.anAdmin();
        Consenting.addClient(
                anna,
                Map.of(
                        "provider",
                        "home",
                        "clientId",
                        "c",
                        "authorizationEndpoint",
                        web.url("/authorize"),
                        "tokenEndpoint",
                        web.url("/token")));

        var refused = paste(anna, pasted("provider", "home", "address", null));

        assertProblem(refused, 422, "invalid");
        assertThat(refused.<String>path("errors[0].field")).isEqualTo("address");
        assertThat(web.seen("/token")).isEmpty();
    }

    @Test
    void pasteShouldSayThatTheTokenIsUsedUpWhenTheProviderHasReplacedIt() {
        var anna = withGoogle();
        web.answering("/userinfo", Answer.json("{\"sub\":\"1\",\"email\":\"ben@gmail.com\",\"email_verified\":true}"));
        web.answering("/token", Answer.json("""
                {"access_token":"a","refresh_token":"never shown","expires_in":3599,"token_type":"Bearer",
                 "scope":"https://mail.google.com/"}"""));

        var refused = paste(anna, pasted());

        assertProblem(refused, 422, "oauth-refused");
        assertThat(refused.<String>path("detail"))
                .contains("ben@gmail.com")
                .contains("has replaced the refresh token")
                .doesNotContain("never shown");
    }

    @Test
    void pasteShouldBeRefusedWhenValuesAreMissingOrTorn() {
        var anna = withGoogle();

        assertProblem(paste(anna, pasted("refreshToken", null)), 422, "invalid");
        assertProblem(paste(anna, pasted("clientId", " ", "provider", "microsoft")), 422, "invalid");
        assertProblem(paste(anna, pasted("refreshToken", "1//09\nzH")), 422, "invalid");
        assertProblem(paste(anna, pasted("name", null)), 422, "invalid");
        assertProblem(paste(anna, pasted("provider", "nowhere")), 422, "invalid");
        assertProblem(paste(anna, pasted("provider", "microsoft", "clientId", null)), 422, "invalid");
        assertThat(web.seen("/token")).isEmpty();
    }

    @Test
    void refreshTokenShouldBeReplacedWhenItIsPutForTheSameMailbox() {
        var anna = withGoogle();
        paste(anna, pasted()).then().statusCode(200);
        assertProblem(paste(anna, pasted()), 409, "conflict");

        var put = anna.request()
                .body(Map.of("refreshToken", "1//another", "clientId", "c"))
                .put(GRANTS + "/gmail");

        assertThat(put.statusCode()).as(put.asString()).isEqualTo(200);
        assertThat(put.<String>path("address")).isEqualTo(mailbox);
        assertThat(web.seen("/token").getLast().form()).containsEntry("refresh_token", "1//another");
        assertProblem(anna.request().body(pasted()).put(GRANTS + "/other"), 404, "not-found");
    }

    @Test
    void grantShouldBeRevokedWhenItIsRemoved() {
        var anna = withGoogle();
        paste(anna, pasted()).then().statusCode(200);
        web.answering("/revoke", Answer.json("{}"));

        var removed = anna.request().delete(GRANTS + "/gmail");

        assertThat(removed.<String>path("message")).contains("google has revoked it");
        assertThat(web.seen("/revoke").getFirst().form())
                .containsEntry("token", REFRESH)
                .containsEntry("token_type_hint", "refresh_token");
        assertProblem(anna.request().get(GRANTS + "/gmail"), 404, "not-found");
    }

    @Test
    void replacedTokenShouldBeRevokedWhenItWasForAnotherMailbox() {
        var anna = withGoogle();
        paste(anna, pasted()).then().statusCode(200);
        web.answering("/revoke", Answer.json("{}"));

        anna.request()
                .body(pasted("refreshToken", "1//same-mailbox"))
                .put(GRANTS + "/gmail")
                .then()
                .statusCode(200);
        assertThat(web.seen("/revoke"))
                .as("the provider would have ended the new one, too")
                .isEmpty();
        anna.request()
                .body(pasted("refreshToken", "1//other-mailbox", "address", "other." + mailbox))
                .put(GRANTS + "/gmail")
                .then()
                .statusCode(200);

        assertThat(web.seen("/revoke")).hasSize(1);
        assertThat(web.seen("/revoke").getFirst().form()).containsEntry("token", "1//same-mailbox");
    }

    @Test
    void grantShouldBeRemovedWhenTheProviderDoesNotRevokeIt() {
        var anna = withGoogle();
        paste(anna, pasted()).then().statusCode(200);
        paste(anna, pasted("name", "gone", "address", "other." + mailbox))
                .then()
                .statusCode(200);
        web.answering("/revoke", Answer.status(500));

        assertThat(anna.request().delete(GRANTS + "/gmail").<String>path("message"))
                .contains("did not revoke it (status 500)");
        web.close();
        assertThat(anna.request().delete(GRANTS + "/gone").<String>path("message"))
                .contains("could not be asked");
        assertThat(anna.request().get(GRANTS).<List<?>>path("items")).isEmpty();
    }

    @Test
    void grantShouldNotBeRevokedWhenAnotherOneIsForTheSameMailbox() {
        var anna = withGoogle();
        paste(anna, pasted()).then().statusCode(200);
        paste(anna, pasted("name", "second", "address", mailbox.toUpperCase(Locale.ROOT)))
                .then()
                .statusCode(200);

        assertThat(anna.request().delete(GRANTS + "/gmail").<String>path("message"))
                .contains("not revoked");
        assertThat(web.seen("/revoke")).isEmpty();
    }

    @Test
    void grantShouldServeImapAndSmtpWhenSettingsNameIt() {
        var anna = withGoogle();
        paste(anna, pasted()).then().statusCode(200);
        var settings = "/api/v1/sec/email/settings/";
        var imap = new HashMap<String, Object>(
                Map.of("name", "in", "imapHost", "imap.gmail.com", "sslType", "ssl", "oauthGrant", "gmail"));
        var smtp = Map.of(
                "name", "out", "smtpHost", "smtp.gmail.com", "sslType", "ssl", "from", mailbox, "oauthGrant", "gmail");

        anna.request().body(imap).post(settings + "imap").then().statusCode(200);
        anna.request().body(smtp).post(settings + "smtp").then().statusCode(200);

        assertThat(anna.request().get(GRANTS + "/gmail").<List<String>>path("usedBy"))
                .containsExactly("imap in", "smtp out");
        var view = anna.request().get(settings + "imap/in");
        assertThat(view.<String>path("oauthGrant")).isEqualTo("gmail");
        anna.request().body(view.asString()).put(settings + "imap/in").then().statusCode(200);
        assertThat(anna.request().get(settings + "imap/in").<String>path("oauthGrant"))
                .isEqualTo("gmail");
        imap.put("oauthGrant", "other");
        var unknown = anna.request().body(imap).put(settings + "imap/in");
        assertProblem(unknown, 422, "invalid");
        assertThat(unknown.<String>path("errors[0].field")).isEqualTo("oauthGrant");
        var ben = anna.aColleague("ben");
        imap.put("oauthGrant", "gmail");
        assertProblem(ben.request().body(imap).post(settings + "imap"), 422, "invalid");
        imap.put("oauthGrant", null);
        anna.request().body(imap).put(settings + "imap/in").then().statusCode(200);
        assertThat(anna.request().get(settings + "imap").<String>path("items[0].oauthGrant"))
                .isNull();

        assertThat(anna.request().delete(GRANTS + "/gmail").<String>path("message"))
                .contains("no login any more: smtp out.");
        assertThat(anna.request().get(settings + "smtp/out").<String>path("oauthGrant"))
                .isNull();
    }
}
