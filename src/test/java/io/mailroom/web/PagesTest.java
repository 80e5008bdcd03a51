package io.mailroom.web;

import static io.mailroom.testsupport.Browser.page;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.testsupport.Browser;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What all pages have in common. */
@QuarkusTest
class PagesTest {

    @Test
    void pageShouldLoadNothingFromElsewhereAndRunNothingOfItsOwn() {
        var login = Browser.ofNobody().get("/login");

        assertThat(login.header("Content-Security-Policy"))
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self'");
        assertThat(login.header("Cache-Control")).isEqualTo("no-store");
        assertThat(login.contentType()).isEqualToIgnoringCase("text/html;charset=UTF-8");
        var page = page(login);
        assertThat(page.select("script:not([src]), style, [style], [onclick]")).isEmpty();
        for (var asset : page.select("script, link, img")) {
            String address = asset.attr("src") + asset.attr("href");
            assertThat(address).matches("/[a-z].*");
            var loaded = given().urlEncodingEnabled(false).get(address);
            assertThat(loaded.statusCode()).as(address).isEqualTo(200);
            assertThat(loaded.header("Cache-Control")).contains("immutable", "max-age=31536000");
        }
    }

    /** While replicas are renewed, one is asked for the files of another. */
    @Test
    void assetShouldBeKeptOnlyByTheAddressOfItsContent() {
        assertThat(given().get("/mailroom.css?v=0123456789ab").header("Cache-Control"))
                .isEqualTo("no-store");
        assertThat(given().get("/favicon.svg").header("Cache-Control")).isEqualTo("no-cache");
    }

    @Test
    void startShouldLeadToTheLoginOrToTheFirstPage() {
        assertThat(Browser.ofNobody().get("/").header("Location")).isEqualTo("/login");
        assertThat(Browser.of(User.anAdmin()).get("/").header("Location")).isEqualTo("/app");
    }

    @Test
    void unknownPageShouldBeAPage() {
        var unknown = Browser.of(User.anAdmin()).get("/app/nothing/of/this/kind");

        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.contentType()).startsWith("text/html");
        assertThat(page(unknown).select("h1").text()).isEqualTo("There is nothing here");
        assertThat(page(unknown).select("nav.places a")).isNotEmpty();
        assertThat(Browser.ofNobody().get("/nothing").contentType()).startsWith("text/html");
        assertThat(given().get("/api/v1/nothing").contentType()).startsWith("application/problem+json");
    }

    @Test
    void problemShouldBeAMessageInThePageThatIsOpenWhenHtmxAsks() {
        var refused = Browser.of(User.anAdmin())
                .request()
                .header("HX-Request", "true")
                .get("/app/nothing/of/this/kind");

        assertThat(refused.header("HX-Retarget")).isEqualTo("#flash");
        assertThat(page(refused).select("[role=alert] strong").text()).isEqualTo("There is nothing here");
        assertThat(page(refused).select("nav")).isEmpty();
    }

    @Test
    void pollShouldEndWhenWhatItAsksForIsGone() {
        var refused = Browser.of(User.anAdmin())
                .request()
                .header("HX-Request", "true")
                .get("/app/sent/0196a5d2-7f40-7b11-8c2d-3e4f5a6b7c8d");

        assertThat(refused.statusCode()).as("to htmx: ask no more").isEqualTo(286);
        assertThat(refused.header("HX-Retarget")).isEqualTo("#flash");
        assertThat(page(refused).select("[role=alert]")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "/app/tasks/1/run, /app/tasks/1",
        "/app/tasks/1/rescan?x=y, /app/tasks/1",
        "/app/connections/imap/a%20b/delete, /app/connections/imap/a%20b",
        "/app/sent/1/delete/, /app/sent/1",
        "/app/logout, /app"
    })
    void addressThatOnlyTakesAFormShouldLeadToItsPageWhenItIsLoadedAgain(String act, String page) {
        var browser = Browser.of(User.anAdmin());

        var led = browser.get(act);

        assertThat(led.statusCode()).as(led.asString()).isEqualTo(303);
        assertThat(led.header("Location")).isEqualTo(page);
        assertThat(browser.request().put(act).statusCode()).isEqualTo(405);
    }

    @Test
    void htmxShouldBeLedToTheLoginAndBackToThePageThatIsOpenWhenTheSessionIsOver() {
        var refused = Browser.ofNobody()
                .request()
                .header("HX-Request", "true")
                .header("HX-Current-URL", "https://mail.example.org/app/items?q=a")
                .get("/app/items");

        assertThat(refused.header("HX-Redirect")).isEqualTo("/login?next=%2Fapp%2Fitems%3Fq%3Da");
    }

    @Test
    void linkFromElsewhereShouldBeFollowedOnceMoreWhereTheCookieWasWithheld() {
        var followed = given().redirects()
                .follow(false)
                .header("Sec-Fetch-Site", "cross-site")
                .header("Sec-Fetch-Mode", "navigate")
                .get("/app/connections");

        assertThat(followed.statusCode()).isEqualTo(200);
        assertThat(page(followed).select("meta[http-equiv=refresh]").attr("content"))
                .isEqualTo("0");
    }

    @ParameterizedTest
    @CsvSource({
        "same-origin,                          , 303",
        "none,                                 , 303",
        "cross-site,                           , 403",
        "same-site,                            , 403",
        "cross-site,  {here}  , 403",
        ",            {here}  , 303",
        ",            http://evil.example      , 403",
        ",            null                     , 403",
        ",                                     , 403",
    })
    void formShouldBeTakenFromOurOwnPagesOnly(String site, String origin, int status) {
        RequestSpecification request = given().redirects()
                .follow(false)
                .cookie("docspell_auth", User.anAdmin().token());
        if (site != null) {
            request.header("Sec-Fetch-Site", site);
        }
        if (origin != null) {
            request.header("Origin", origin.replace("{here}", RestAssured.baseURI + ":" + RestAssured.port));
        }

        Response answer = request.post("/app/logout");

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
        if (status == 403) {
            assertThat(page(answer).select("h1").text()).isEqualTo("You may not do this");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "mail_room:8080,    http://mail_room:8080,    303",
        "mail_room:8080,    http://null:8080,         403",
        "mail.example:80,   http://mail.example,      303",
        "Mail.Example,      http://mail.example,      303",
        "mail.example:443,  http://mail.example,      403",
        "[::1]:8080,        http://[::1]:8080,        303",
        "mail.example:8080, http://mail.example:8081, 403",
        "mail.example:8080, http://mail.example,      403",
    })
    void formShouldBeTakenFromOurOwnPagesWhateverOurHostIsCalled(String host, String origin, int status) {
        var answer = given().redirects()
                .follow(false)
                .cookie("docspell_auth", User.anAdmin().token())
                .header("Host", host)
                .header("Origin", origin)
                .post("/app/logout");

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
    }

    /** Scripts of users, say: without a cookie there is nobody in whose name somebody else could act. */
    @Test
    void formWithoutCookieShouldBeTakenFromWhoeverIsNoBrowser() {
        User user = User.anAdmin();

        var in = given().redirects()
                .follow(false)
                .formParams(Map.of("account", user.collective() + "/anna", "password", user.password()))
                .post("/login");

        assertThat(in.statusCode()).isEqualTo(303);
    }

    /** Refused at the door, where nobody knows yet whose request it is. */
    @Test
    void tooLargeAFormShouldBeRefusedWithAPage() {
        var refused = Browser.ofNobody().post("/login", Map.of("account", "a".repeat(11_000_000)));

        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(page(refused).select("h1").text()).isEqualTo("That is too large");
    }

    @Test
    void pagesShouldNotBeInTheDescriptionOfTheApi() {
        assertThat(given().get("/q/openapi").asString()).doesNotContain("\n  /app", "\n  /login", "\n  /signup");
    }
}
