package io.mailroom.account;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.db.Database;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long a refusal takes does not tell whether there is such an account. */
@QuarkusTest
class LoginTimingTest {

    @Inject
    Database database;

    @BeforeEach
    @AfterEach
    void forget() {
        database.update("delete from login_failure");
    }

    private static long nanos(String account) {
        long begun = System.nanoTime();
        given().contentType(ContentType.JSON)
                .body(Map.of("account", account, "password", "wrong"))
                .post("/api/v1/open/auth/login")
                .then()
                .statusCode(401);
        return System.nanoTime() - begun;
    }

    /** Without the hash it would be a tenth; the quickest of several, as a machine under load makes all of them slower. */
    @Test
    void anUnknownAccountShouldTakeAsLongAsAWrongPassword() {
        User anna = User.anAdmin();
        long known = Long.MAX_VALUE;
        long unknown = Long.MAX_VALUE;
        for (int i = 0; i < 12; i++) {
            forget();
            known = Math.min(known, nanos(anna.collective() + "/anna"));
            unknown = Math.min(unknown, nanos(anna.collective() + "/nobody"));
        }

        assertThat(unknown).isGreaterThan(known / 3);
        assertThat(known).isGreaterThan(unknown / 3);
    }
}
