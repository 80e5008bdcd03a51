package io.mailroom.testsupport;

import static io.restassured.RestAssured.given;

import io.mailroom.db.Database;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import java.util.UUID;

/** A signed-up, logged-in user of the service under test, as seen over HTTP. */
public record User(String collective, String login, String password, String token) {

    private static final String PASSWORD = "correct horse";

    /** The admin and only user of a collective of their own. */
    public static User anAdmin() {
        String name = "c" + UUID.randomUUID().toString().substring(0, 12);
        given().contentType(ContentType.JSON)
                .body(Map.of("collectiveName", name, "login", "anna", "password", PASSWORD))
                .post("/api/v1/open/signup/register")
                .then()
                .statusCode(200);
        return loggedIn(name, "anna", PASSWORD);
    }

    /** The one whom the configuration of the tests names; another test may have met them before. */
    public static User anOperator() {
        given().contentType(ContentType.JSON)
                .body(Map.of("collectiveName", "operators", "login", "anna", "password", PASSWORD))
                .post("/api/v1/open/signup/register");
        return loggedIn("operators", "anna", PASSWORD);
    }

    /** Another user of the same collective, no admin. */
    public User aColleague(String login) {
        request()
                .body(Map.of("login", login, "password", PASSWORD))
                .post("/api/v1/sec/user")
                .then()
                .statusCode(200);
        return loggedIn(collective, login, PASSWORD);
    }

    public static User loggedIn(String collective, String login, String password) {
        String token = given().contentType(ContentType.JSON)
                .body(Map.of("account", collective + "/" + login, "password", password))
                .post("/api/v1/open/auth/login")
                .then()
                .statusCode(200)
                .extract()
                .path("token");
        return new User(collective, login, password, token);
    }

    /** The same user with a new token, after more time has passed than the old one was good for. */
    public User again() {
        return loggedIn(collective, login, password);
    }

    /** A JSON request with this user's token. */
    public RequestSpecification request() {
        return given().contentType(ContentType.JSON).header("X-Docspell-Auth", token);
    }

    /** A grant of this user, as it stands in the database. */
    public UUID aGrant(Database database, String name, String state) {
        var id = UUID.randomUUID();
        database.update("""
                insert into oauth_grant (id, account_id, name, provider, client_id, token_endpoint, auth_method, scope, state,
                    own_client, created, updated, version)
                values ($1, $2, $3, 'google', 'client', 'https://oauth.example.org/token', 'NONE', 'mail', $4,
                    false, now(), now(), 0)""", id, accountId(database), name, state);
        return id;
    }

    /** Under which the rooms keep their rows. */
    public UUID accountId(Database database) {
        return database.query(
                        "select a.id from account a join collective c on c.id = a.collective_id"
                                + " where c.name = $1 and a.login = $2",
                        collective,
                        login)
                .getFirst()
                .getUUID(0);
    }
}
