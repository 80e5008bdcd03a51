package io.mailroom.oauth;

import static io.mailroom.oauth.Consenting.CALLBACK;
import static io.mailroom.oauth.Consenting.consent;
import static io.mailroom.testsupport.Browser.error;
import static io.mailroom.testsupport.Browser.page;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.testsupport.Browser;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class GrantPagesTest {

    private static final String GRANTS = "/app/connections/grants/";

    private final MockOAuth2Server server = new MockOAuth2Server();
    private User anna;
    private Browser browser;

    @BeforeEach
    void start() {
        server.start();
        anna = User.anAdmin();
        browser = Browser.of(anna);
        Consenting.addClient(
                anna,
                Map.of(
                        "provider", "home",
                        "issuer", server.issuerUrl("home").toString(),
                        "clientId", "mailroom",
                        "clientSecret", "secret of the client"));
        server.enqueueCallback(new DefaultOAuth2TokenCallback(
                "home", "subject", "JWT", List.of("mailroom"), Map.of("email", "anna@example.org"), 3600));
    }

    @AfterEach
    void stop() {
        server.shutdown();
    }

    @Test
    void signInShouldLeadToTheProviderAndBackToThePageThatItBeganAt() {
        String next = "/app/connections/new?address=anna%40example.org&grant=home";

        var left = browser.post(
                GRANTS + "authorize",
                Map.of("provider", "home", "name", "home", "address", "anna@example.org", "next", next));
        var url = page(left).select("a.button").attr("href");
        var back = given().cookies(left.cookies())
                .queryParams(consent(URI.create(url)))
                .get(CALLBACK);

        assertThat(page(left).select("meta[http-equiv=refresh]").attr("content"))
                .isEqualTo("0;url=" + url);
        assertThat(page(back).select("meta[http-equiv=refresh]").attr("content"))
                .isEqualTo("0;url=" + next);
        assertThat(page(back).select("a").attr("href")).isEqualTo(next);
        var shown = page(browser.get(GRANTS + "home"));
        assertThat(shown.select(".chip").text()).isEqualTo("Works");
        assertThat(shown.select(".facts").text()).contains("anna@example.org");
        assertThat(page(browser.get("/app/connections")).select("a.row-title").eachText())
                .containsExactly("home");
        var wizard = page(browser.get(next + "&by=hand"));
        assertThat(wizard.select("#f-password")).isEmpty();
        assertThat(wizard.select("input[name=grant]").val()).isEqualTo("home");
    }

    @Test
    void signInShouldLeadBackToNobodyElsesPage() {
        var left = browser.post(
                GRANTS + "authorize", Map.of("provider", "home", "name", "home", "next", "https://evil.example/"));

        var back = given().cookies(left.cookies())
                .queryParams(consent(URI.create(page(left).select("a.button").attr("href"))))
                .get(CALLBACK);

        assertThat(page(back).select("a").attr("href")).isEqualTo("/app");
    }

    @Test
    void refusalShouldBeSaidInTheForm() {
        var unknown = browser.post(GRANTS + "authorize", Map.of("provider", "home", "name", "two words"));
        assertThat(unknown.statusCode()).isEqualTo(422);
        assertThat(error(unknown, "name")).contains("because it stands in URLs");

        var pasted =
                browser.post(GRANTS + "new", Map.of("provider", "google", "name", "gmail", "refreshToken", "1//0abc"));
        assertThat(pasted.statusCode()).isEqualTo(422);
        assertThat(page(pasted).select("#paste-clientId-error").text()).contains("must be given");
        assertThat(pasted.asString()).doesNotContain("1//0abc");
    }

    @Test
    void fieldsOfBothFormsShouldHaveIdsOfTheirOwn() {
        var asked = page(browser.get(GRANTS + "new"));

        assertThat(asked.select("[id]").eachAttr("id")).doesNotHaveDuplicates();
        assertThat(asked.select("label[for]").eachAttr("for"))
                .allSatisfy(id -> assertThat(asked.select("#" + id)).hasSize(1));
        assertThat(asked.select("form[action$=new] [name=name]").attr("id")).isEqualTo("paste-name");
    }

    @Test
    void namesOfOtherPagesShouldBeRefused() {
        var refused = browser.post(GRANTS + "authorize", Map.of("provider", "home", "name", "authorize"));

        assertThat(error(refused, "name")).startsWith("Name must not be new or authorize");
    }

    @Test
    void deletionShouldCallConnectionsByTheirNames() {
        var left = browser.post(GRANTS + "authorize", Map.of("provider", "home", "name", "home"));
        given().cookies(left.cookies())
                .queryParams(consent(URI.create(page(left).select("a.button").attr("href"))))
                .get(CALLBACK);
        anna.request()
                .body(Map.of(
                        "name", "grants-mailbox",
                        "imapHost", "imap.example.org",
                        "sslType", "ssl",
                        "oauthGrant", "home"))
                .post("/api/v1/sec/email/settings/imap")
                .then()
                .statusCode(200);

        var deleted = browser.post(GRANTS + "home/delete", Map.of());
        var told = page(browser.request().cookies(deleted.cookies()).get("/app/connections"));

        assertThat(told.select(".flash").text())
                .startsWith("The sign-in was removed.")
                .contains("imap grants-mailbox")
                .doesNotContain("sign-ins-mailbox");
    }

    @Test
    void signInShouldBeDeletedByItsOwnerOnly() {
        var left = browser.post(GRANTS + "authorize", Map.of("provider", "home", "name", "home"));
        given().cookies(left.cookies())
                .queryParams(consent(URI.create(page(left).select("a.button").attr("href"))))
                .get(CALLBACK);

        assertThat(Browser.of(anna.aColleague("ben"))
                        .post(GRANTS + "home/delete", Map.of())
                        .statusCode())
                .isEqualTo(404);
        assertThat(browser.post(GRANTS + "home/delete", Map.of()).header("Location"))
                .isEqualTo("/app/connections");
        assertThat(browser.get(GRANTS + "home").statusCode()).isEqualTo(404);
    }
}
