package io.mailroom.account;

import static io.mailroom.testsupport.Browser.error;
import static io.mailroom.testsupport.Browser.page;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.testsupport.Browser;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class SignInPagesTest {

    private static Map<String, String> signUp(String team, String password) {
        return Map.of("collectiveName", team, "login", "anna", "password", password, "email", "");
    }

    private static String someTeam() {
        return "t" + UUID.randomUUID().toString().substring(0, 12);
    }

    @Test
    void signingUpShouldLogIn() {
        var signedUp = Browser.ofNobody().post("/signup", signUp(someTeam(), "correct horse"));

        assertThat(signedUp.statusCode()).isEqualTo(303);
        assertThat(signedUp.header("Location")).isEqualTo("/app");
        var start = new Browser(signedUp.cookie("docspell_auth")).get("/app");
        assertThat(start.statusCode()).isEqualTo(200);
        assertThat(page(start).select("h1").text()).isEqualTo("Overview");
        assertThat(page(start).select(".menu-name").text()).isEqualTo("anna");
    }

    @Test
    void signingUpShouldSayAtItsFieldWhatIsWrongAndKeepTheRest() {
        var refused = Browser.ofNobody().post("/signup", signUp("our team", "short"));

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(error(refused, "collectiveName"))
                .startsWith("Name of your household or team must be 1 to 128 of the characters");
        assertThat(error(refused, "password")).isEqualTo("Password must have 6 to 1024 characters.");
        assertThat(error(refused, "email")).isEmpty();
        assertThat(page(refused).select("#f-collectiveName").val()).isEqualTo("our team");
        assertThat(page(refused).select("#f-password").val()).isEmpty();
    }

    @Test
    void signingUpShouldSayThatANameIsTaken() {
        User user = User.anAdmin();

        var refused = Browser.ofNobody().post("/signup", signUp(user.collective(), "correct horse"));

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(page(refused).select(".summary").text()).contains("There is a collective named");
    }

    @Test
    void invitedShouldJoinTheirInviter() {
        User user = User.anAdmin();
        String key = user.request().post("/api/v1/sec/invite").path("key");

        var joined =
                Browser.ofNobody().post("/signup", Map.of("invite", key, "login", "ben", "password", "correct horse"));

        assertThat(joined.statusCode()).as(joined.asString()).isEqualTo(303);
        var start = new Browser(joined.cookie("docspell_auth")).get("/app");
        assertThat(page(start).select(".menu-who").text()).contains(user.collective() + "/ben");
        assertThat(page(start).select("a[href^=/app/admin]")).isEmpty();
    }

    @Test
    void loginShouldLeadToThePageThatWasAskedFor() {
        User user = User.anAdmin();

        var asked = Browser.ofNobody().get("/app/items?q=a%20b");
        assertThat(asked.statusCode()).isEqualTo(303);
        assertThat(asked.header("Location")).isEqualTo("/login?next=%2Fapp%2Fitems%3Fq%3Da%2520b");
        String action = page(Browser.ofNobody().get(asked.header("Location")))
                .select("form")
                .attr("action");
        var in = Browser.ofNobody()
                .request()
                .formParam("account", user.collective() + "/anna")
                .formParam("password", user.password())
                .post(action);

        assertThat(in.statusCode()).isEqualTo(303);
        assertThat(in.header("Location")).isEqualTo("/app/items?q=a%20b");
    }

    @Test
    void loginShouldLeadToNobodyElsesPage() {
        User user = User.anAdmin();

        for (String next : new String[] {"//evil.example", "https://evil.example", "/app\\evil", "/apple", "/app/\n"}) {
            var in = Browser.ofNobody()
                    .request()
                    .urlEncodingEnabled(true)
                    .queryParam("next", next)
                    .formParam("account", user.collective() + "/anna")
                    .formParam("password", user.password())
                    .post("/login");
            assertThat(in.header("Location")).as(next).isEqualTo("/app");
        }
    }

    @Test
    void loginShouldBeRefusedWithoutAReason() {
        User user = User.anAdmin();

        var refused = Browser.ofNobody()
                .post("/login", Map.of("account", user.collective() + "/anna", "password", "something else"));

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(page(refused).select(".summary").text()).contains("do not go together");
        assertThat(page(refused).select("#f-account").val()).isEqualTo(user.collective() + "/anna");
        assertThat(refused.cookie("docspell_auth")).isNull();
    }

    @Test
    void loginShouldHaveTheLimitsOfTheApi() {
        var refused =
                Browser.ofNobody().post("/login", Map.of("account", "a".repeat(261), "password", "p".repeat(1025)));

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(error(refused, "account")).startsWith("Account size must be");
        assertThat(error(refused, "password")).startsWith("Password size must be");
        var empty = Browser.ofNobody().post("/login", Map.of("account", " ", "password", ""));
        assertThat(error(empty, "account")).isEqualTo("Account is needed.");
        assertThat(error(empty, "password")).isEqualTo("Password is needed.");
    }

    /** Uploads may be far larger than what has to do at the door. */
    @ParameterizedTest
    @ValueSource(strings = {"/login", "/signup"})
    void doorShouldTakeNoUploads(String path) {
        var refused = Browser.ofNobody()
                .request()
                .multiPart("account", "anna")
                .multiPart("password", "correct horse")
                .post(path);

        assertThat(refused.statusCode()).as(refused.asString()).isEqualTo(415);
    }

    @Test
    void invitedShouldHearOfFieldsThatTheyHaveOnly() {
        var refused = Browser.ofNobody()
                .post("/signup", Map.of("invite", "some-code", "login", "not one word", "password", "correct horse"));

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(error(refused, "login")).startsWith("Your name must be");
        assertThat(page(refused).select(".summary li").eachText()).hasSize(1);
        for (var link : page(refused).select(".summary a")) {
            assertThat(page(refused).select(link.attr("href"))).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/login", "/login?next=/app/items"})
    void linkFromElsewhereToTheDoorShouldFindTheSession(String path) {
        var user = User.anAdmin();

        var followed = given().redirects()
                .follow(false)
                .header("Sec-Fetch-Site", "cross-site")
                .header("Sec-Fetch-Mode", "navigate")
                .get(path);

        assertThat(followed.statusCode()).isEqualTo(200);
        assertThat(page(followed).select("meta[http-equiv=refresh]").attr("content"))
                .isEqualTo("0");
        assertThat(page(followed).select("form")).isEmpty();
        assertThat(Browser.of(user).get(path).header("Location")).startsWith("/app");
    }

    @Test
    void logoutShouldEndTheSessionAndSayIt() {
        var browser = Browser.of(User.anAdmin());

        var out = browser.post("/app/logout", Map.of());

        assertThat(out.header("Location")).isEqualTo("/login");
        var door = browser.request()
                .cookie("mailroom_flash", out.cookie("mailroom_flash"))
                .get("/login");
        assertThat(page(door).select("#flash").text()).isEqualTo("You are logged out.");
        assertThat(door.detailedCookie("mailroom_flash").getMaxAge()).isZero();
        assertThat(browser.get("/app").statusCode()).isEqualTo(303);
    }
}
