package io.mailroom.account;

import static io.mailroom.testsupport.Problems.assertProblem;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.testsupport.TestClock;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class UsersTest {

    @Inject
    TestClock clock;

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    private static Response register(Map<String, ?> input) {
        return given().contentType(ContentType.JSON).body(input).post("/api/v1/open/signup/register");
    }

    private static Map<String, Object> newcomer(String collective, String login, Object... more) {
        var input = new HashMap<String, Object>(
                Map.of("collectiveName", collective, "login", login, "password", "correct horse"));
        for (int i = 0; i < more.length; i += 2) {
            input.put((String) more[i], more[i + 1]);
        }
        return input;
    }

    private static String aName() {
        return "c" + UUID.randomUUID().toString().substring(0, 12);
    }

    private static Response invite(User admin) {
        return admin.request().post("/api/v1/sec/invite");
    }

    private static List<String> logins(User admin) {
        return admin.request().get("/api/v1/sec/user").path("items.login");
    }

    @Test
    void signingUpShouldMakeACollectiveWithItsAdmin() {
        String name = aName();

        var answer = register(newcomer(name, "anna", "email", "anna@example.org"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.<Boolean>path("success")).isTrue();
        User anna = User.loggedIn(name, "anna", "correct horse");
        var users = anna.request().get("/api/v1/sec/user");
        assertThat(users.<List<String>>path("items.login")).containsExactly("anna");
        assertThat(users.<String>path("items[0].email")).isEqualTo("anna@example.org");
        assertThat(users.<Boolean>path("items[0].admin")).isTrue();
        assertThat(users.asString()).doesNotContain("argon2", "assword");
    }

    @Test
    void nobodyShouldJoinACollectiveByItsName() {
        User anna = User.anAdmin();

        assertProblem(register(newcomer(anna.collective(), "eve")), 409, "conflict");

        assertThat(logins(anna)).containsExactly("anna");
    }

    @Test
    void signingUpShouldNameEveryWrongField() {
        var refused = register(Map.of("collectiveName", "a b", "login", "..", "password", "short", "email", "nobody"));

        assertProblem(refused, 422, "invalid");
        assertThat(refused.<List<String>>path("errors.field"))
                .containsExactlyInAnyOrder("collectiveName", "login", "password", "email");
        assertThat(refused.asString()).doesNotContain("\"short\"");
    }

    @Test
    void inviteShouldJoinTheInvitersCollective() {
        User anna = User.anAdmin();
        var invite = invite(anna);
        assertThat(invite.<Long>path("expires")).isGreaterThan(System.currentTimeMillis());

        var joined = register(newcomer("whatever", "ben", "invite", invite.path("key")));

        assertThat(joined.statusCode()).isEqualTo(200);
        assertThat(logins(anna)).containsExactly("anna", "ben");
        User ben = User.loggedIn(anna.collective(), "ben", "correct horse");
        assertProblem(ben.request().get("/api/v1/sec/user"), 403, "forbidden");
    }

    @Test
    void inviteShouldBeGoodForOneUser() {
        User anna = User.anAdmin();
        String key = invite(anna).path("key");
        register(newcomer("whatever", "ben", "invite", key));

        assertProblem(register(newcomer("whatever", "eve", "invite", key)), 403, "forbidden");

        assertThat(logins(anna)).containsExactly("anna", "ben");
    }

    @Test
    void inviteShouldStayGoodWhenTheLoginWasTaken() {
        User anna = User.anAdmin();
        String key = invite(anna).path("key");

        assertProblem(register(newcomer("whatever", "anna", "invite", key)), 409, "conflict");

        assertThat(register(newcomer("whatever", "ben", "invite", key)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void inviteShouldExpire() {
        String key = invite(User.anAdmin()).path("key");

        clock.pass(Duration.ofDays(7).plusMinutes(1));

        assertProblem(register(newcomer("whatever", "ben", "invite", key)), 403, "forbidden");
    }

    @Test
    void inviteShouldBeRefusedWhenItIsMadeUp() {
        assertProblem(register(newcomer("whatever", "ben", "invite", "made-up")), 403, "forbidden");
        assertProblem(register(newcomer("whatever", "ben", "invite", "made\0up")), 400, "malformed");
    }

    @Test
    void adminShouldMakeUsersAndAdmins() {
        User anna = User.anAdmin();
        User ben = anna.aColleague("ben");
        anna.request()
                .body(Map.of("login", "carl", "password", "correct horse", "admin", true))
                .post("/api/v1/sec/user")
                .then()
                .statusCode(200);

        assertThat(logins(User.loggedIn(anna.collective(), "carl", "correct horse")))
                .containsExactly("anna", "ben", "carl");
        assertThat(ben.token()).isNotBlank();
    }

    @Test
    void aTakenLoginShouldBeRefused() {
        User anna = User.anAdmin();

        var refused = anna.request()
                .body(Map.of("login", "anna", "password", "correct horse"))
                .post("/api/v1/sec/user");

        assertProblem(refused, 409, "conflict");
    }

    @Test
    void theSameLoginShouldBeFreeInAnotherCollective() {
        User anna = User.anAdmin();
        User other = User.anAdmin();

        assertThat(other.login()).isEqualTo(anna.login());
        assertThat(logins(other)).containsExactly("anna");
    }

    @Test
    void usersShouldBeTheAdminsBusiness() {
        User ben = User.anAdmin().aColleague("ben");

        assertProblem(ben.request().get("/api/v1/sec/user"), 403, "forbidden");
        assertProblem(
                ben.request()
                        .body(Map.of("login", "eve", "password", "correct horse"))
                        .post("/api/v1/sec/user"),
                403,
                "forbidden");
        assertProblem(ben.request().delete("/api/v1/sec/user/anna"), 403, "forbidden");
        assertProblem(invite(ben), 403, "forbidden");
    }

    @Test
    void aDeletedUserShouldBeOutAtOnce() {
        User anna = User.anAdmin();
        User ben = anna.aColleague("ben");
        assertThat(ben.request().get("/api/v1/sec/email/settings/imap").statusCode())
                .isEqualTo(200);

        var deleted = anna.request().delete("/api/v1/sec/user/ben");

        assertThat(deleted.statusCode()).isEqualTo(200);
        assertProblem(ben.request().get("/api/v1/sec/email/settings/imap"), 401, "unauthorized");
        assertThat(logins(anna)).containsExactly("anna");
        assertProblem(anna.request().delete("/api/v1/sec/user/ben"), 404, "not-found");
    }

    @Test
    void nobodyShouldDeleteThemselves() {
        User anna = User.anAdmin();

        assertProblem(anna.request().delete("/api/v1/sec/user/anna"), 409, "conflict");

        assertThat(logins(anna)).containsExactly("anna");
    }

    @Test
    void usersOfAnotherCollectiveShouldBeUnknown() {
        User anna = User.anAdmin();
        User ben = anna.aColleague("ben");

        assertProblem(User.anAdmin().request().delete("/api/v1/sec/user/ben"), 404, "not-found");

        assertThat(ben.request().get("/api/v1/sec/email/settings/imap").statusCode())
                .isEqualTo(200);
    }
}
