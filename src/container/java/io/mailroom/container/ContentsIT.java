package io.mailroom.container;

import static io.mailroom.container.Yaml.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** What the image is made of, and the compose file that runs it. */
class ContentsIT {

    private static final Path CONTAINER = Path.of("target/container");

    @Test
    void imageShouldHoldNeitherEmbeddedDatabaseNorSandboxNorTests() throws IOException {
        try (var libraries = Files.list(CONTAINER.resolve("lib/main"))) {
            assertThat(libraries.map(library -> library.getFileName().toString()))
                    .isNotEmpty()
                    .noneMatch(name -> name.matches(".*(zonky|greenmail|junit|playwright|testcontainers).*"));
        }
    }

    @Test
    void imageShouldHaveOneClassPathWhoseEveryJarIsThere() throws IOException {
        try (var jar = new JarFile(CONTAINER.resolve("quarkus-run.jar").toFile())) {
            var classPath = jar.getManifest().getMainAttributes().getValue("Class-Path");

            assertThat(List.of(classPath.split(" "))).hasSizeGreaterThan(100).allSatisfy(entry -> assertThat(
                            CONTAINER.resolve(entry))
                    .exists());
        }
    }

    @Test
    void composeShouldRunTheServiceWithoutRightsAndItsSecretsAsFiles() throws IOException {
        var compose = Yaml.read(Path.of("src/main/docker/compose.yaml")).getFirst();
        var service = compose.at("/services/mailroom");

        assertThat(service.path("read_only").asBoolean()).isTrue();
        assertThat(service.path("user").asText()).isEqualTo("10001:10001");
        assertThat(texts(service.path("cap_drop"))).containsExactly("ALL");
        assertThat(service.path("restart").asText()).isEqualTo("unless-stopped");
        assertThat(service.at("/depends_on/db/condition").asText()).isEqualTo("service_healthy");
        assertThat(service.path("secrets").findValuesAsText("target"))
                .containsExactlyInAnyOrder("quarkus.datasource.password", "mailroom.secret.key");
        assertThat(compose.at("/services/db/volumes").valueStream().map(JsonNode::asText))
                .containsExactly("database:/var/lib/postgresql");
        assertThat(compose.at("/services/db/ports").isMissingNode())
                .as("nobody but the service reaches the database")
                .isTrue();
    }
}
