package io.mailroom.account;

import static io.mailroom.testsupport.Problems.assertProblem;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.db.Database;
import io.mailroom.testsupport.Browser;
import io.mailroom.testsupport.TestClock;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ApiTokensTest {

    private static final String TOKENS = "/api/v1/sec/user/token";

    @Inject
    Database database;

    @Inject
    TestClock clock;

    @Inject
    AccountConfig config;

    @AfterEach
    void forget() {
        clock.reset();
    }

    /** One of the API as it is described. */
    private record Endpoint(String method, String path) {

        /** With something in place of its parameters. */
        String anyPath() {
            return path.replace("{kind}", "imap")
                    .replaceAll("\\{[^}]*}", UUID.randomUUID().toString());
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    private static List<Endpoint> endpoints() {
        Map<String, Map<String, Object>> paths =
                RestAssured.get("/q/openapi?format=json").jsonPath().getMap("paths");
        return paths.entrySet().stream()
                .filter(path -> path.getKey().startsWith("/api/v1/sec/"))
                .flatMap(path -> path.getValue().keySet().stream()
                        .filter(method -> !method.equals("parameters"))
                        .map(method -> new Endpoint(method.toUpperCase(), path.getKey())))
                .toList();
    }

    private static Response make(User user, String... scopes) {
        return user.request()
                .body(Map.of("name", "t" + UUID.randomUUID(), "scopes", scopes))
                .post(TOKENS);
    }

    private static String token(User user, String... scopes) {
        var answer = make(user, scopes);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        return answer.path("token");
    }

    private static Response get(String token, String path) {
        return given().header("X-Docspell-Auth", token).get(path);
    }

    private static Response send(String token, Endpoint endpoint) {
        var request = given().header("Authorization", "Bearer " + token);
        if (!List.of("GET", "DELETE").contains(endpoint.method())) {
            request.contentType(ContentType.JSON).body("{}");
        }
        return request.request(endpoint.method(), endpoint.anyPath());
    }

    @Test
    void everyEndpointShouldHaveAScopeOrBeKeptFromTokens() {
        assertThat(endpoints())
                .hasSizeGreaterThan(60)
                .allSatisfy(endpoint -> assertThat(ApiScopes.of(endpoint.method(), endpoint.anyPath()))
                        .as("%s: add it to ApiScopes", endpoint)
                        .isNotInstanceOf(ApiScopes.Need.Unknown.class));
    }

    @Test
    void tokenShouldBeRefusedWhileItsUserOrTheirCollectiveIsBeingRemoved() {
        for (String table : List.of("account", "collective")) {
            User user = User.anAdmin();
            String token = token(user, "items:read");
            database.update(
                    "update %s set leaving = $2 where id = (select %s from account where id = $1)"
                            .formatted(table, table.equals("account") ? "id" : "collective_id"),
                    user.accountId(database),
                    UUID.randomUUID());

            assertThat(get(token, "/api/v1/sec/item/search").statusCode())
                    .as(table)
                    .isEqualTo(401);
        }
    }

    /** Over HTTP: with every scope but those that are needed everything is refused, with it nothing is. */
    @Test
    void everyEndpointShouldBeRefusedWithoutItsScopeAndOnlyThen() {
        User user = User.anAdmin();
        String all =
                token(user, Arrays.stream(ApiScope.values()).map(ApiScope::word).toArray(String[]::new));

        for (var endpoint : endpoints()) {
            var answer = send(all, endpoint);
            switch (ApiScopes.of(endpoint.method(), endpoint.anyPath())) {
                case ApiScopes.Need.Scope(var needed) -> {
                    assertThat(answer.statusCode()).as(endpoint.toString()).isNotIn(401, 403, 429);
                    String others = token(
                            user,
                            Arrays.stream(ApiScope.values())
                                    .filter(scope -> !scope.covers(needed))
                                    .map(ApiScope::word)
                                    .toArray(String[]::new));
                    var refused = send(others, endpoint);
                    assertThat(refused.statusCode()).as(endpoint.toString()).isEqualTo(403);
                    assertThat(refused.<String>path("detail")).contains(needed.word());
                    user.request().delete(TOKENS + "/" + idOf(user, others));
                }
                case ApiScopes.Need.Session() ->
                    assertThat(answer.statusCode()).as(endpoint.toString()).isEqualTo(403);
                case ApiScopes.Need.Unknown() -> throw new AssertionError(endpoint);
            }
        }
    }

    private static String idOf(User user, String token) {
        return user.request()
                .get(TOKENS)
                .path("items.find { it.ending == '" + token.substring(token.length() - 4) + "' }.id");
    }

    @Test
    void whatNobodyHasDecidedShouldBeRefused() {
        String token = token(User.anAdmin(), "items:read", "admin");

        assertProblem(get(token, "/api/v1/sec/new/endpoint"), 403, "forbidden");
        assertThat(ApiScopes.of("GET", "/api/v1/sec/items")).isInstanceOf(ApiScopes.Need.Unknown.class);
        assertThat(ApiScopes.of("GET", "/api/v1/sec/item;a=b/x")).isInstanceOf(ApiScopes.Need.Unknown.class);
        assertThat(ApiScopes.of("POST", "/api/v1/sec/oauth/grant/home/reauthorize"))
                .isInstanceOf(ApiScopes.Need.Session.class);
        assertThat(ApiScopes.of("PATCH", "/api/v1/sec/item/1"))
                .isEqualTo(new ApiScopes.Need.Scope(ApiScope.ITEMS_WRITE));
    }

    @Test
    void tokenShouldBeShownOnceAndStoredAsHashOnly() {
        User user = User.anAdmin();
        String token = token(user, "send", "items:read");

        var listed = user.request().get(TOKENS);

        assertThat(listed.asString()).doesNotContain(token);
        assertThat(listed.<String>path("items[0].ending")).isEqualTo(token.substring(token.length() - 4));
        assertThat(listed.<List<String>>path("items[0].scopes")).containsExactly("items:read", "send");
        assertThat(listed.<Long>path("items[0].lastUsed")).isNull();
        assertThat(database.query(
                                "select api_token::text from api_token where account_id = $1", user.accountId(database))
                        .getFirst()
                        .getString(0))
                .doesNotContain(token.substring(4));
    }

    @Test
    void lastUseShouldBeListed() {
        User user = User.anAdmin();
        String token = token(user, "items:read");

        assertThat(get(token, "/api/v1/sec/item").statusCode()).isEqualTo(200);

        var listed = user.request().get(TOKENS);
        assertThat(listed.<Long>path("items[0].lastUsed")).isPositive();
        assertThat(listed.<String>path("items[0].lastAddress")).isEqualTo("127.0.0.1");
    }

    @Test
    void tokenShouldManageNoTokensPasswordsUsersOrSessions() {
        User user = User.anAdmin();
        String token =
                token(user, Arrays.stream(ApiScope.values()).map(ApiScope::word).toArray(String[]::new));

        var more = given().header("X-Docspell-Auth", token)
                .contentType(ContentType.JSON)
                .body(Map.of("name", "more", "scopes", List.of("send")))
                .post(TOKENS);

        assertProblem(more, 403, "forbidden");
        assertThat(Stream.of("/api/v1/sec/user", TOKENS)
                        .map(path -> get(token, path).statusCode()))
                .containsOnly(403);
        assertThat(given().header("X-Docspell-Auth", token)
                        .post("/api/v1/sec/auth/session")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void tokenOfAnAdminShouldBeNoAdminsWithoutThatScope() {
        User admin = User.anAdmin();
        User member = admin.aColleague("ben");

        assertProblem(get(token(admin, "items:read"), "/api/v1/sec/webhook"), 403, "forbidden");
        assertThat(get(token(admin, "admin"), "/api/v1/sec/webhook").statusCode())
                .isEqualTo(200);
        assertProblem(make(member, "admin"), 422, "invalid");
    }

    @Test
    void adminsTokenShouldFollowWhenTheyAreNoAdminAnyMore() {
        User admin = User.anAdmin();
        String token = token(admin, "admin");
        database.update("update account set admin = false where id = $1", admin.accountId(database));

        assertProblem(get(token, "/api/v1/sec/webhook"), 403, "forbidden");
    }

    @Test
    void revokedTokenShouldBeRefusedAtOnce() {
        User user = User.anAdmin();
        String token = token(user, "items:read");
        assertThat(get(token, "/api/v1/sec/item").statusCode()).isEqualTo(200);
        String id = user.request().get(TOKENS).path("items[0].id");

        assertProblem(User.anAdmin().request().delete(TOKENS + "/" + id), 404, "not-found");
        assertThat(user.request().delete(TOKENS + "/" + id).<String>path("message"))
                .isEqualTo("Token revoked.");

        assertProblem(get(token, "/api/v1/sec/item"), 401, "unauthorized");
        assertProblem(user.request().delete(TOKENS + "/" + id), 404, "not-found");
    }

    @Test
    void expiredTokenShouldBeRefused() {
        User user = User.anAdmin();
        var made = user.request()
                .body(Map.of(
                        "name",
                        "short",
                        "scopes",
                        List.of("items:read"),
                        "expires",
                        clock.instant().plus(Duration.ofHours(1)).toEpochMilli()))
                .post(TOKENS);
        String token = made.path("token");
        assertThat(get(token, "/api/v1/sec/item").statusCode()).isEqualTo(200);

        clock.pass(Duration.ofMinutes(61));

        assertProblem(get(token, "/api/v1/sec/item"), 401, "unauthorized");
    }

    @Test
    void tokenShouldBeRefusedWhenItsUserIsDeleted() {
        User admin = User.anAdmin();
        User ben = admin.aColleague("ben");
        String token = token(ben, "items:read");
        var account = ben.accountId(database);
        assertThat(get(token, "/api/v1/sec/item").statusCode()).isEqualTo(200);

        admin.request().delete("/api/v1/sec/user/ben");

        assertProblem(get(token, "/api/v1/sec/item"), 401, "unauthorized");
        assertThat(database.query("select from api_token where account_id = $1", account))
                .isEmpty();
    }

    @Test
    void tooManyRequestsShouldBeToldWhenToComeAgain() {
        User user = User.anAdmin();
        String token = token(user, "items:read");
        database.update(
                "update api_token set window_used = $2, window_ends = $3 where account_id = $1",
                user.accountId(database),
                config.apiTokenRate(),
                clock.instant().plus(Duration.ofHours(1)).atOffset(ZoneOffset.UTC));

        var refused = get(token, "/api/v1/sec/item");

        assertProblem(refused, 429, "too-many");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(60, 3601);
    }

    @Test
    void tokenShouldOpenNoPagesAndBeNoCookie() {
        String token = token(User.anAdmin(), "items:read");

        assertThat(new Browser(token).get("/app/items").statusCode()).isEqualTo(303);
        assertThat(Browser.ofNobody()
                        .request()
                        .header("X-Docspell-Auth", token)
                        .get("/app/items")
                        .statusCode())
                .isEqualTo(303);
        assertProblem(given().cookie("docspell_auth", token).get("/api/v1/sec/item"), 401, "unauthorized");
    }

    @Test
    void wrongInputShouldBeRefusedAtItsField() {
        User user = User.anAdmin();
        user.request().body(Map.of("name", "twice", "scopes", List.of("send"))).post(TOKENS);

        assertProblem(
                user.request()
                        .body(Map.of("name", "twice", "scopes", List.of("send")))
                        .post(TOKENS),
                409,
                "conflict");
        assertThat(make(user, "send", "everything").<String>path("errors[0].field"))
                .isEqualTo("scopes[1]");
        assertProblem(make(user), 422, "invalid");
        assertThat(user.request()
                        .body(Map.of("name", "past", "scopes", List.of("send"), "expires", 1))
                        .post(TOKENS)
                        .<String>path("errors[0].field"))
                .isEqualTo("expires");
    }

    @Test
    void userNamedTokenShouldBeDeletedLikeAnyOther() {
        User admin = User.anAdmin();
        admin.aColleague("token");

        assertThat(admin.request().delete("/api/v1/sec/user/token").statusCode())
                .isEqualTo(200);
    }
}
