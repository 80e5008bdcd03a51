package io.mailroom.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RequestIdTest {

    @Test
    void requestShouldKeepItsIdWhenThatIsProper() {
        var answer = User.anAdmin()
                .request()
                .header("X-Request-Id", "trace-0123.abc")
                .get("/api/v1/sec/nothing");

        assertThat(answer.header("X-Request-Id")).isEqualTo("trace-0123.abc");
        assertThat(answer.<String>path("instance")).isEqualTo("/requests/trace-0123.abc");
    }

    @Test
    void requestShouldGetAnIdWhenItBringsNoneOrAnImproperOne() {
        for (String improper :
                new String[] {"", "short", "has a blank in it", "<script>alert(1)</script>", "x".repeat(65)}) {
            var answer = given().header("X-Request-Id", improper).get("/api/v1/sec/email/settings/imap");

            assertThat(answer.header("X-Request-Id")).matches("[0-9a-f-]{36}");
            assertThat(answer.<String>path("instance")).isEqualTo("/requests/" + answer.header("X-Request-Id"));
        }
    }
}
