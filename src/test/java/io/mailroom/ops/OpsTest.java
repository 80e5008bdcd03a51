package io.mailroom.ops;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OpsTest {

    @Test
    void versionShouldBeToldWithoutAToken() {
        var answer = given().get("/api/info/version");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.<String>path("version")).matches("\\d+\\.\\d+\\.\\d+.*");
        assertThat(answer.jsonPath().getLong("builtAt")).isGreaterThan(1_700_000_000_000L);
        assertThat(answer.<String>path("gitCommit")).matches("[0-9a-f]{40}|unknown");
    }

    @Test
    void readinessShouldTellOfDatabaseKeyAndMigrations() {
        var answer = given().get("/q/health/ready");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.<List<String>>path("checks.name"))
                .contains("sealing key", "migrations", "Reactive PostgreSQL connections health check");
        assertThat(answer.<List<String>>path("checks.status")).containsOnly("UP");
    }

    @Test
    void livenessShouldNotDependOnAnything() {
        assertThat(given().get("/q/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void metricsShouldBeForPrometheus() {
        assertThat(given().get("/q/metrics").asString()).contains("http_server_requests", "jvm_memory_used_bytes");
    }

    @Test
    void swaggerUiShouldBeServed() {
        assertThat(given().get("/q/swagger-ui/").asString()).contains("swagger-ui");
    }
}
