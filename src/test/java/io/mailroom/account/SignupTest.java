package io.mailroom.account;

import static io.mailroom.testsupport.Problems.assertProblem;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailroom.audit.Audit;
import io.mailroom.testsupport.User;
import io.mailroom.web.Problem;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.vertx.VertxContextSupport;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A service that lets nobody sign up, with a first account from its configuration. */
@QuarkusTest
@TestProfile(SignupTest.Closed.class)
class SignupTest {

    public static class Closed implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "mailroom.signup",
                    "closed",
                    "mailroom.account.first.name",
                    "office/boss",
                    "mailroom.account.first.password",
                    "first password");
        }
    }

    @Inject
    Accounts accounts;

    @Inject
    Passwords passwords;

    @Inject
    Sessions sessions;

    @Inject
    AccountConfig config;

    @Inject
    Audit audit;

    @Inject
    Clock clock;

    @Inject
    FirstAccount firstAccount;

    @Test
    void firstAccountShouldBeTheAdminOfItsCollective() {
        User boss = User.loggedIn("office", "boss", "first password");

        assertThat(boss.request().get("/api/v1/sec/user").<Boolean>path("items[0].admin"))
                .isTrue();
    }

    @Test
    void firstAccountShouldBeMadeOnce() {
        firstAccount.make(new io.quarkus.runtime.StartupEvent());

        assertThat(User.loggedIn("office", "boss", "first password").token()).isNotBlank();
    }

    @Test
    void signingUpShouldBeRefusedWhenClosed() {
        var refused = given().contentType(ContentType.JSON)
                .body(Map.of("collectiveName", "c1", "login", "anna", "password", "correct horse"))
                .post("/api/v1/open/signup/register");

        assertProblem(refused, 403, "forbidden");
    }

    @Test
    void signingUpShouldBeRefusedWhenClosedEvenWithAnInvite() {
        User boss = User.loggedIn("office", "boss", "first password");
        String key = boss.request().post("/api/v1/sec/invite").path("key");

        var refused = given().contentType(ContentType.JSON)
                .body(Map.of("collectiveName", "c1", "login", "anna", "password", "correct horse", "invite", key))
                .post("/api/v1/open/signup/register");

        assertProblem(refused, 403, "forbidden");
    }

    @Test
    void adminsShouldMakeUsersAlthoughSigningUpIsClosed() {
        User boss = User.loggedIn("office", "boss", "first password");

        assertThat(boss.aColleague("u" + UUID.randomUUID()).token()).isNotBlank();
    }

    @Test
    void signingUpShouldNeedAnInviteWhenByInvite() throws Throwable {
        var byInvite = new Membership(accounts, passwords, sessions, config, Signup.INVITE, audit, clock);
        User boss = User.loggedIn("office", "boss", "first password");
        String key = boss.request().post("/api/v1/sec/invite").path("key");
        String login = "u" + UUID.randomUUID();
        var newcomer = new Membership.Newcomer(login, "correct horse", null, false);

        assertThatThrownBy(() -> VertxContextSupport.subscribeAndAwait(() -> byInvite.register("c2", newcomer, null)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("needs an invite");
        VertxContextSupport.subscribeAndAwait(() -> byInvite.register("c2", newcomer, key));

        assertThat(User.loggedIn("office", login, "correct horse").token()).isNotBlank();
    }
}
