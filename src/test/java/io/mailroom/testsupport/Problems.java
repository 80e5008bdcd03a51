package io.mailroom.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.response.Response;

/** Judges refusals. */
public final class Problems {

    private Problems() {}

    /** It is a problem (RFC 9457) that clients of the peer understand, too. */
    public static void assertProblem(Response response, int status, String type) {
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(status);
        assertThat(response.contentType()).startsWith("application/problem+json");
        assertThat(response.<String>path("type")).isEqualTo("/problems/" + type);
        assertThat(response.<Integer>path("status")).isEqualTo(status);
        assertThat(response.<String>path("title")).isNotBlank();
        assertThat(response.<Boolean>path("success")).isFalse();
        assertThat(response.<String>path("message")).isNotBlank().isEqualTo(response.<String>path("detail"));
    }

    /** What two requests that are refused alike are told: all but the ids of the requests. */
    public static String withoutItsRequest(Response answer) {
        return answer.asString().replace(answer.header("X-Request-Id"), "");
    }
}
