package io.mailroom.ops;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(MetricsTokenTest.WithToken.class)
class MetricsTokenTest {

    public static class WithToken implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("mailroom.ops.metrics-token", "a-token-of-the-operator");
        }
    }

    private static int status(String authorization) {
        return given().header("Authorization", authorization)
                .header("X-Forwarded-For", "203.0.113.7")
                .get("/q/metrics")
                .statusCode();
    }

    @Test
    void metricsShouldBeForWhoShowsTheTokenAndNobodyElse() {
        assertThat(status("Bearer a-token-of-the-operator")).isEqualTo(200);
        assertThat(status("Bearer another")).isEqualTo(401);
        assertThat(status("Basic a-token-of-the-operator")).isEqualTo(401);
        assertThat(given().get("/q/metrics").statusCode()).isEqualTo(401);
    }
}
