package io.mailroom.ops;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class MetricsDoorTest {

    @Test
    void metricsShouldBeRefusedWhenAReverseProxyPassesTheRequestOn() {
        for (String header : new String[] {"X-Forwarded-For", "Forwarded", "X-Real-IP"}) {
            var answer = given().header(header, "203.0.113.7").get("/q/metrics");

            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.asString()).doesNotContain("mailroom_scan");
        }
        assertThat(given().header("X-Forwarded-For", "203.0.113.7")
                        .get("/q/health/live")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void metricsShouldBeGivenStraightWithinTheNetwork() {
        assertThat(given().get("/q/metrics").statusCode()).isEqualTo(200);
    }

    @Test
    void otherSpellingsShouldBeRefusedAlike() {
        for (String path :
                new String[] {"/q/metrics/", "/q//metrics", "/q/./metrics", "/q/x/../metrics", "/q/%6detrics"}) {
            assertThat(given().urlEncodingEnabled(false)
                            .header("X-Forwarded-For", "203.0.113.7")
                            .get(path)
                            .asString())
                    .as(path)
                    .doesNotContain("mailroom_scan");
        }
        assertThat(User.anAdmin()
                        .request()
                        .header("X-Forwarded-For", "203.0.113.7")
                        .get("/q/metrics")
                        .statusCode())
                .isEqualTo(403);
    }
}
