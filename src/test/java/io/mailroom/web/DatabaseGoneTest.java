package io.mailroom.web;

import static io.mailroom.testsupport.Problems.assertProblem;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.testsupport.User;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = InterruptibleDatabase.class, scope = TestResourceScope.RESTRICTED_TO_CLASS)
class DatabaseGoneTest {

    private static final String SETTINGS = "/api/v1/sec/email/settings/imap";

    private static Response logIn(User user) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("account", user.collective() + "/anna", "password", user.password()))
                .post("/api/v1/open/auth/login");
    }

    @Test
    void serviceShouldSaySoWhileTheDatabaseIsGoneAndRecoverByItself() throws Exception {
        User user = User.anAdmin();
        assertThat(user.request().get(SETTINGS).statusCode()).isEqualTo(200);

        InterruptibleDatabase.interrupt();
        try {
            for (int i = 0; i < 3; i++) { // the first may still hold a broken connection
                var read = user.request().get(SETTINGS);
                assertProblem(read, 503, "unavailable");
                assertThat(read.header("Retry-After")).isEqualTo("5");
                assertProblem(
                        user.request()
                                .body(Map.of("name", "a", "imapHost", "imap.example.org", "sslType", "ssl"))
                                .post(SETTINGS),
                        503,
                        "unavailable");
                assertProblem(logIn(user), 503, "unavailable");
            }
        } finally {
            InterruptibleDatabase.resume();
        }

        Awaitility.await().untilAsserted(() -> {
            assertThat(user.request().get(SETTINGS).statusCode()).isEqualTo(200);
            assertThat(logIn(user).statusCode()).isEqualTo(200);
        });
    }

    /** The token cannot be looked up either: that is no reason to tell its owner that it is void. */
    @Test
    void aTokenThatIsNotRememberedShouldNotBeCalledVoidWhileTheDatabaseIsGone() throws Exception {
        User user = User.anAdmin();

        InterruptibleDatabase.interrupt();
        try {
            assertProblem(user.request().get(SETTINGS), 503, "unavailable");
        } finally {
            InterruptibleDatabase.resume();
        }

        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(user.request().get(SETTINGS).statusCode()).isEqualTo(200));
    }
}
