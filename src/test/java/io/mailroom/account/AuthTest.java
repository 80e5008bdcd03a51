package io.mailroom.account;

import static io.mailroom.testsupport.Problems.assertProblem;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.db.Database;
import io.mailroom.testsupport.TestClock;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class AuthTest {

    @Inject
    TestClock clock;

    @Inject
    Database database;

    @AfterEach
    void forget() {
        clock.reset();
        database.update("delete from login_failure");
    }

    private static Response logIn(String account, String password) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("account", account, "password", password))
                .post("/api/v1/open/auth/login");
    }

    private static Response logIn(User user) {
        return logIn(user.collective() + "/" + user.login(), user.password());
    }

    /** Any path that needs a token; listing settings is one. */
    private static Response visit(String header, String value) {
        return given().header(header, value).get("/api/v1/sec/email/settings/imap");
    }

    private static Response visit(String token) {
        return visit("X-Docspell-Auth", token);
    }

    private static Response post(String token, String path) {
        return given().header("X-Docspell-Auth", token).post("/api/v1/sec/auth/" + path);
    }

    @Test
    void loginShouldAnswerWhatThePeersClientsExpect() {
        User user = User.anAdmin();

        Map<String, Object> answer = new HashMap<>(logIn(user).<Map<String, Object>>path(""));

        assertThat(answer.remove("token")).asString().isNotBlank();
        assertThat(answer)
                .isEqualTo(Map.of(
                        "collective",
                        user.collective(),
                        "user",
                        "anna",
                        "success",
                        true,
                        "message",
                        "Login successful",
                        "validMs",
                        (int) Duration.ofHours(12).toMillis(),
                        "requireSecondFactor",
                        false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", ":", "\\"})
    void loginShouldTakeEverySeparator(String separator) {
        User user = User.anAdmin();

        assertThat(logIn(user.collective() + separator + "anna", user.password())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void oneWordShouldBeCollectiveAndLogin() {
        User user = User.anAdmin();
        user.aColleague(user.collective());

        var answer = logIn(user.collective(), user.password());

        assertThat(answer.<String>path("collective")).isEqualTo(user.collective());
        assertThat(answer.<String>path("user")).isEqualTo(user.collective());
    }

    @Test
    void refusalShouldGiveNoHintWhichHalfWasWrong() {
        User user = User.anAdmin();

        var wrongPassword = logIn(user.collective() + "/anna", "wrong");
        var unknownUser = logIn(user.collective() + "/nobody", "wrong");
        var unknownCollective = logIn("nowhere/anna", "wrong");

        assertThat(wrongPassword.statusCode()).isEqualTo(401);
        assertThat(wrongPassword.<Map<String, Object>>path(""))
                .isEqualTo(Map.of(
                        "collective",
                        user.collective(),
                        "user",
                        "anna",
                        "success",
                        false,
                        "message",
                        "Login failed.",
                        "validMs",
                        0,
                        "requireSecondFactor",
                        false));
        assertThat(unknownUser.statusCode()).isEqualTo(401);
        assertThat(unknownUser.asString()).isEqualTo(wrongPassword.asString().replace("anna", "nobody"));
        assertThat(unknownCollective.statusCode()).isEqualTo(401);
        assertThat(unknownCollective.asString())
                .isEqualTo(wrongPassword.asString().replace(user.collective(), "nowhere"));
        assertThat(wrongPassword.headers().hasHeaderWithName("Set-Cookie")).isFalse();
    }

    @Test
    void loginShouldBeRefusedKindlyWhenItIsNoText() {
        assertProblem(logIn("a\0b/anna", "x"), 400, "malformed");
        assertProblem(logIn(" ", "x"), 422, "invalid");
    }

    @Test
    void cookieShouldBeOutOfReachOfScripts() {
        var cookie = logIn(User.anAdmin()).getDetailedCookie("docspell_auth");

        assertThat(cookie.isHttpOnly()).isTrue();
        assertThat(cookie.getSameSite()).isEqualTo("Strict");
        assertThat(cookie.isSecured())
                .as("over plain http a secure cookie would be lost")
                .isFalse();
        assertThat(cookie.getPath()).isEqualTo("/");
        assertThat(cookie.getMaxAge()).isEqualTo(Duration.ofHours(12).toSeconds());
    }

    @Test
    void tokenShouldTravelThreeWays() {
        String token = User.anAdmin().token();

        assertThat(visit("X-Docspell-Auth", token).statusCode()).isEqualTo(200);
        assertThat(visit("Authorization", "Bearer " + token).statusCode()).isEqualTo(200);
        assertThat(visit("Authorization", "bearer " + token).statusCode()).isEqualTo(200);
        assertThat(visit("Cookie", "docspell_auth=" + token).statusCode()).isEqualTo(200);
    }

    /** Neighbours of ours get the cookie sent, and need no preflight for a form. */
    @ParameterizedTest
    @CsvSource({
        "Cookie,          Sec-Fetch-Site, same-site,           403",
        "Cookie,          Sec-Fetch-Site, cross-site,          403",
        "Cookie,          Origin,         http://nas:9000,     403",
        "Cookie,          Origin,         null,                403",
        "Cookie,          Sec-Fetch-Site, same-origin,         200",
        "Cookie,          Origin,         {here},              200",
        "Cookie,          User-Agent,     curl,                200",
        "X-Docspell-Auth, Origin,         http://nas:9000,     200",
        "Authorization,   Sec-Fetch-Site, cross-site,          200",
    })
    void cookieShouldChangeNothingForPagesOfOthers(String carrier, String header, String value, int status) {
        String token = User.anAdmin().token();

        var answer = given().header(carrier, carried(carrier, token))
                .header(header, value.replace("{here}", RestAssured.baseURI + ":" + RestAssured.port))
                .post("/api/v1/sec/invite");

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
        if (status == 403) {
            assertProblem(answer, 403, "forbidden");
            assertThat(given().header("Cookie", "docspell_auth=" + token)
                            .header(header, value)
                            .get("/api/v1/sec/email/settings/imap")
                            .statusCode())
                    .as("reading, which they are not shown")
                    .isEqualTo(200);
        }
    }

    private static String carried(String carrier, String token) {
        return switch (carrier) {
            case "Cookie" -> "docspell_auth=" + token;
            case "Authorization" -> "Bearer " + token;
            default -> token;
        };
    }

    @Test
    void tokenShouldBeRefusedWhenItIsNotOurs() {
        String token = User.anAdmin().token();
        String[] parts = token.split("\\.");
        String unsigned = Base64.getUrlEncoder().withoutPadding().encodeToString("{\"alg\":\"none\"}".getBytes());

        for (String bad : new String[] {
            "",
            "nonsense",
            parts[0] + "." + parts[1],
            parts[0] + "." + parts[1] + ".",
            unsigned + "." + parts[1] + ".",
            parts[0] + "." + parts[1] + "." + parts[2].substring(0, 20) + (parts[2].charAt(20) == 'A' ? 'B' : 'A')
                    + parts[2].substring(21),
            parts[0] + "." + flip(parts[1]) + "." + parts[2]
        }) {
            assertProblem(visit(bad), 401, "unauthorized");
        }
        assertThat(visit(token).statusCode()).isEqualTo(200);
    }

    private static String flip(String text) {
        char last = text.charAt(text.length() / 2);
        return text.substring(0, text.length() / 2) + (last == 'A' ? 'B' : 'A') + text.substring(text.length() / 2 + 1);
    }

    @Test
    void nobodyShouldBeToldHowToGetIn() {
        var refused = given().get("/api/v1/sec/email/settings/imap");

        assertProblem(refused, 401, "unauthorized");
        assertThat(refused.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(refused.<String>path("detail")).contains("/api/v1/open/auth/login");
    }

    @Test
    void aStaleCookieShouldNotKeepAnybodyFromLoggingIn() {
        User user = User.anAdmin();

        var answer = given().contentType(ContentType.JSON)
                .cookie("docspell_auth", "stale")
                .body(Map.of("account", user.collective() + "/anna", "password", user.password()))
                .post("/api/v1/open/auth/login");

        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void tokenShouldExpire() {
        String token = User.anAdmin().token();

        clock.pass(Duration.ofHours(11).plusMinutes(55));
        assertThat(visit(token).statusCode()).isEqualTo(200);

        clock.pass(Duration.ofMinutes(6));
        assertProblem(visit(token), 401, "unauthorized");
    }

    @Test
    void rememberedTokenShouldLiveLonger() {
        User user = User.anAdmin();
        String token = given().contentType(ContentType.JSON)
                .body(Map.of("account", user.collective() + "/anna", "password", user.password(), "rememberMe", true))
                .post("/api/v1/open/auth/login")
                .path("token");

        clock.pass(Duration.ofDays(29));
        assertThat(visit(token).statusCode()).isEqualTo(200);

        clock.pass(Duration.ofDays(2));
        assertProblem(visit(token), 401, "unauthorized");
    }

    @Test
    void renewingShouldGiveATokenThatLivesLonger() {
        String token = User.anAdmin().token();
        clock.pass(Duration.ofHours(11));

        var renewed = post(token, "session");
        clock.pass(Duration.ofHours(2));

        assertThat(renewed.statusCode()).isEqualTo(200);
        assertThat(visit(renewed.<String>path("token")).statusCode()).isEqualTo(200);
        assertProblem(visit(token), 401, "unauthorized");
    }

    @Test
    void logoutShouldEndThatSessionAtOnceAndNoOther() {
        User user = User.anAdmin();
        String other = logIn(user).path("token");
        assertThat(visit(user.token()).statusCode()).isEqualTo(200);

        var out = post(user.token(), "logout");

        assertThat(out.<Map<String, Object>>path("")).isEqualTo(Map.of("success", true, "message", "Logged out."));
        assertThat(out.getDetailedCookie("docspell_auth").getMaxAge()).isZero();
        assertProblem(visit(user.token()), 401, "unauthorized");
        assertProblem(post(user.token(), "session"), 401, "unauthorized");
        assertThat(visit(other).statusCode()).isEqualTo(200);
    }

    @Test
    void changingThePasswordShouldEndAllOtherSessions() {
        User user = User.anAdmin();
        String other = logIn(user).path("token");
        assertThat(visit(other).statusCode()).isEqualTo(200);

        var changed = user.request()
                .body(Map.of("currentPassword", user.password(), "newPassword", "battery staple"))
                .post("/api/v1/sec/user/changePassword");

        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(visit(user.token()).statusCode()).isEqualTo(200);
        assertProblem(visit(other), 401, "unauthorized");
        assertThat(logIn(user).statusCode()).isEqualTo(401);
        assertThat(logIn(user.collective() + "/anna", "battery staple").statusCode())
                .isEqualTo(200);
    }

    @Test
    void changingThePasswordShouldNeedTheCurrentOne() {
        User user = User.anAdmin();

        var refused = user.request()
                .body(Map.of("currentPassword", "wrong", "newPassword", "battery staple"))
                .post("/api/v1/sec/user/changePassword");

        assertProblem(refused, 422, "invalid");
        assertThat(refused.<String>path("errors[0].field")).isEqualTo("currentPassword");
        assertThat(logIn(user).statusCode()).isEqualTo(200);
    }

    @Test
    void passwordsShouldBeHashedInTheDatabase() {
        User user = User.anAdmin();

        var stored = database.query("select password_hash from account where id = $1", user.accountId(database));

        assertThat(stored.getFirst().getString(0)).startsWith("$argon2id$").doesNotContain(user.password());
    }
}
