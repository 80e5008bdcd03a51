package io.mailroom.account;

import static io.mailroom.testsupport.Problems.assertProblem;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.db.Database;
import io.mailroom.testsupport.TestClock;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With the default limits: five failures an account, thirty an address, within a minute. */
@QuarkusTest
class LoginLimitTest {

    @Inject
    TestClock clock;

    @Inject
    Database database;

    @BeforeEach
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

    private static void fail(String account, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(logIn(account, "wrong").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void accountShouldWaitAfterFiveFailures() {
        User user = User.anAdmin();
        String account = user.collective() + "/anna";
        fail(account, 5);

        var refused = logIn(account, user.password());

        assertProblem(refused, 429, "too-many");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 61);
        clock.pass(Duration.ofSeconds(61));
        assertThat(logIn(account, user.password()).statusCode()).isEqualTo(200);
    }

    @Test
    void anUnknownAccountShouldWaitLikeAKnownOne() {
        fail("nowhere/nobody", 5);

        assertProblem(logIn("nowhere/nobody", "wrong"), 429, "too-many");
    }

    @Test
    void everySpellingOfAnAccountShouldCountTogether() {
        fail("nowhere/nobody", 2);
        fail("nowhere:nobody", 2);
        fail(" nowhere\\nobody ", 1);

        assertProblem(logIn("nowhere/nobody", "wrong"), 429, "too-many");
    }

    @Test
    void othersShouldGetInWhileOneWaits() {
        User user = User.anAdmin();
        fail("nowhere/nobody", 5);

        assertThat(logIn(user.collective() + "/anna", user.password()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void successShouldResetTheCount() {
        User user = User.anAdmin();
        String account = user.collective() + "/anna";
        fail(account, 4);
        assertThat(logIn(account, user.password()).statusCode()).isEqualTo(200);

        fail(account, 5);

        assertProblem(logIn(account, "wrong"), 429, "too-many");
    }

    @Test
    void successesShouldNotCountAgainstTheAddress() {
        User user = User.anAdmin();

        for (int i = 0; i < 35; i++) {
            assertThat(logIn(user.collective() + "/anna", user.password()).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void addressShouldWaitAfterThirtyFailures() {
        User user = User.anAdmin();
        for (int i = 0; i < 30; i++) {
            fail("nowhere/nobody" + i, 1);
        }

        var refused = logIn(user.collective() + "/anna", user.password());

        assertProblem(refused, 429, "too-many");
        assertThat(refused.header("Retry-After")).isNotNull();
        clock.pass(Duration.ofSeconds(61));
        assertThat(logIn(user.collective() + "/anna", user.password()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void rightLoginsAtTheSameMomentShouldAllGetIn() throws Exception {
        User user = User.anAdmin();

        assertThat(atOnce(12, user.collective() + "/anna", user.password())).containsOnly(200);
    }

    @Test
    void guessesAtTheSameMomentShouldBeLimited() throws Exception {
        User user = User.anAdmin();

        var statuses = atOnce(12, user.collective() + "/anna", "wrong");

        assertThat(statuses).containsOnly(401, 429);
        assertThat(statuses).filteredOn(status -> status == 401).hasSize(5);
    }

    private static List<Integer> atOnce(int times, String account, String password) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Integer> login = () -> logIn(account, password).statusCode();
            var statuses = new ArrayList<Integer>();
            for (var answer : threads.invokeAll(Collections.nCopies(times, login))) {
                statuses.add(answer.get());
            }
            return statuses;
        }
    }
}
