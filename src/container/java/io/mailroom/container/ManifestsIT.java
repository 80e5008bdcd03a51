package io.mailroom.container;

import static io.mailroom.container.Yaml.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.configuration.DurationConverter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The manifests that the build writes for Kubernetes, and what operators rely on in them. */
class ManifestsIT {

    /** What {@code outbox.Attempts} waits for mails that are on their way. */
    private static final Duration MAILS = Duration.ofSeconds(20);

    private final List<JsonNode> manifests = Yaml.read(Path.of("target/kubernetes/kubernetes.yml"));
    private final JsonNode deployment = only("Deployment");
    private final JsonNode pod = deployment.at("/spec/template/spec");
    private final JsonNode container = pod.at("/containers/0");

    ManifestsIT() throws IOException {}

    @Test
    void manifestsShouldBeKnownToEveryClusterWithoutMore() {
        assertThat(manifests)
                .extracting(manifest -> manifest.at("/kind").asText())
                .containsExactlyInAnyOrder(
                        "ConfigMap",
                        "Deployment",
                        "Ingress",
                        "NetworkPolicy",
                        "PodDisruptionBudget",
                        "Service");
        assertThat(manifests)
                .allSatisfy(manifest ->
                        assertThat(manifest.at("/metadata/name").asText()).isEqualTo("mailroom"));
    }

    @Test
    void rolloutShouldKeepEveryReplicaThatWasAskedFor() {
        assertThat(deployment.at("/spec/replicas").asInt()).isGreaterThanOrEqualTo(2);
        assertThat(deployment.at("/spec/strategy/type").asText()).isEqualTo("RollingUpdate");
        assertThat(deployment.at("/spec/strategy/rollingUpdate/maxUnavailable").asText())
                .isEqualTo("0");
        assertThat(only("PodDisruptionBudget").at("/spec/minAvailable").asInt()).isPositive();
    }

    @Test
    void selectorsShouldMatchThePodsWhenTheVersionChanges() {
        var labels = deployment.at("/spec/template/metadata/labels");
        for (var selector : List.of(
                deployment.at("/spec/selector/matchLabels"),
                only("Service").at("/spec/selector"),
                only("PodDisruptionBudget").at("/spec/selector/matchLabels"),
                only("NetworkPolicy").at("/spec/podSelector/matchLabels"),
                pod.at("/topologySpreadConstraints/0/labelSelector/matchLabels"))) {
            assertThat(selector.properties()).isNotEmpty().allSatisfy(label -> {
                assertThat(label.getKey()).isNotEqualTo("app.kubernetes.io/version");
                assertThat(labels.path(label.getKey())).isEqualTo(label.getValue());
            });
        }
    }

    @Test
    void probesShouldAskForWhatTheyAreFor() {
        assertThat(container.at("/startupProbe/httpGet/path").asText()).isEqualTo("/q/health/started");
        assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/q/health/live");
        assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/q/health/ready");
        assertThat(container.at("/startupProbe/failureThreshold").asInt()
                        * container.at("/startupProbe/periodSeconds").asInt())
                .as("seconds that a migration may take")
                .isGreaterThanOrEqualTo(120);
        assertThat(only("Service").at("/spec/ports/0/targetPort"))
                .isEqualTo(container.at("/readinessProbe/httpGet/port"));
    }

    @Test
    void podShouldHaveTheTimeToStopThatTheServiceTakes() throws IOException {
        var delay = new DurationConverter()
                .convert(container
                        .at("/env")
                        .valueStream()
                        .filter(variable -> variable.path("name").asText().equals("QUARKUS_SHUTDOWN_DELAY"))
                        .map(variable -> variable.path("value").asText())
                        .findFirst()
                        .orElseThrow());

        assertThat(delay).as("until nobody sends requests any more").isPositive();
        assertThat(pod.at("/terminationGracePeriodSeconds").asLong())
                .isGreaterThan(delay.plus(requests()).plus(MAILS).plus(jobs()).toSeconds());
    }

    private static Duration requests() throws IOException {
        try (var lines = Files.lines(Path.of("src/main/resources/application.properties"))) {
            return lines.filter(line -> line.startsWith("%prod.quarkus.shutdown.timeout="))
                    .map(line -> new DurationConverter().convert(line.substring(line.indexOf('=') + 1)))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** The default, as the README has it. */
    private static Duration jobs() throws IOException {
        var row = Pattern.compile("`mailroom\\.schedule\\.grace` \\| `(\\w+)`")
                .matcher(Files.readString(Path.of("README.md")));
        assertThat(row.find()).isTrue();
        return new DurationConverter().convert(row.group(1));
    }

    @Test
    void podShouldHaveNoMoreRightsThanItNeeds() {
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/securityContext/runAsUser").asInt()).isEqualTo(10001);
        assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
        assertThat(pod.at("/serviceAccountName").isMissingNode()).isTrue();
        assertThat(pod.at("/automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                .isTrue();
        assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true))
                .isFalse();
        assertThat(texts(container.at("/securityContext/capabilities/drop"))).containsExactly("ALL");
        assertThat(container.at("/volumeMounts").findValuesAsText("mountPath")).contains("/tmp");
        assertThat(pod.at("/initContainers").isMissingNode()).isTrue();
    }

    @Test
    void secretsShouldBeFilesAndNowhereElse() {
        var volume = pod.at("/volumes")
                .valueStream()
                .filter(each -> each.has("secret"))
                .findFirst()
                .orElseThrow();
        var mount = container
                .at("/volumeMounts")
                .valueStream()
                .filter(each -> each.path("name").equals(volume.path("name")))
                .findFirst()
                .orElseThrow();

        assertThat(volume.at("/secret/secretName").asText()).isEqualTo("mailroom");
        assertThat(mount.path("readOnly").asBoolean()).isTrue();
        assertThat(environment("SMALLRYE_CONFIG_SOURCE_FILE_LOCATIONS")).isEqualTo(mount.path("mountPath"));
        assertThat(container.at("/env").findValuesAsText("name"))
                .doesNotContain("QUARKUS_DATASOURCE_PASSWORD", "MAILROOM_SECRET_KEY");
        assertThat(manifests).noneMatch(manifest -> manifest.at("/kind").asText().equals("Secret"));
    }

    private JsonNode environment(String name) {
        return container
                .at("/env")
                .valueStream()
                .filter(variable -> variable.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow()
                .path("value");
    }

    @Test
    void memoryShouldBeBounded() {
        assertThat(container.at("/resources/requests/memory").asText()).isNotEmpty();
        assertThat(container.at("/resources/requests/cpu").asText()).isNotEmpty();
        assertThat(container.at("/resources/limits/memory").asText()).isNotEmpty();
    }

    @Test
    void networkShouldBeClosedTowardsPrivateAddresses() {
        var policy = only("NetworkPolicy").at("/spec");
        var outside = policy.at("/egress").findValues("ipBlock").stream()
                .filter(block -> block.path("cidr").asText().equals("0.0.0.0/0"))
                .toList();

        assertThat(texts(policy.at("/policyTypes"))).contains("Egress");
        assertThat(outside).singleElement().satisfies(block -> assertThat(texts(block.path("except")))
                .contains("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8"));
        assertThat(policy.at("/egress").findValues("port")).extracting(JsonNode::asInt).contains(53, 5432);
    }

    @Test
    void ingressShouldLeadToTheServiceOverTls() {
        var ingress = only("Ingress").at("/spec");
        var backend = ingress.at("/rules/0/http/paths/0/backend/service");

        assertThat(texts(ingress.at("/tls/0/hosts")))
                .containsExactly(ingress.at("/rules/0/host").asText());
        assertThat(backend.path("name"))
                .isEqualTo(only("Service").at("/metadata/name"));
        assertThat(backend.at("/port/name"))
                .isEqualTo(only("Service").at("/spec/ports/0/name"));
    }

    private JsonNode only(String kind) {
        var found = manifests.stream()
                .filter(manifest -> manifest.path("kind").asText().equals(kind))
                .toList();
        assertThat(found).as(kind).hasSize(1);
        return found.getFirst();
    }
}
