package io.mailroom.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class CalendarEventResourceTest {

    private static User user;

    @BeforeEach
    void signUp() {
        if (user == null) {
            user = User.anAdmin();
        }
    }

    private static Response check(Object body) {
        return user.request().body(body).post("/api/v1/sec/calevent/check");
    }

    @Test
    void validEventShouldBeAnsweredInItsCanonicalFormWithTwoTimes() {
        var checked = check(Map.of("event", "*-*-* 0/2:00"));

        assertThat(checked.statusCode()).isEqualTo(200);
        assertThat(checked.<Boolean>path("success")).isTrue();
        assertThat(checked.<String>path("event")).isEqualTo("*-*-* 00/2:00:00");
        List<Long> next = checked.path("next");
        assertThat(next).hasSize(2);
        assertThat(next.get(0)).isGreaterThan(System.currentTimeMillis());
        assertThat(next.get(1) - next.get(0)).isEqualTo(7_200_000L);
    }

    @Test
    void eventThatNeverComesShouldBeValidAndWithoutTimes() {
        var checked = check(Map.of("event", "*-02-30 00:00"));

        assertThat(checked.statusCode()).isEqualTo(200);
        assertThat(checked.<Boolean>path("success")).isTrue();
        assertThat(checked.<List<?>>path("next")).isEmpty();
    }

    @Test
    void wrongEventShouldBeAnAnswerThatSaysWhy() {
        var checked = check(Map.of("event", "*-*-* 25:00"));

        assertThat(checked.statusCode()).isEqualTo(200);
        assertThat(checked.<Boolean>path("success")).isFalse();
        assertThat(checked.<String>path("message")).contains("hour");
        assertThat(checked.<List<?>>path("next")).isEmpty();
        assertThat(checked.<Map<String, ?>>path("")).doesNotContainKey("event");
    }

    @Test
    void missingEventShouldBeInvalid() {
        var refused = check("{}");

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.<List<String>>path("errors.field")).containsExactly("event");
    }
}
