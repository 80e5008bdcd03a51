package io.mailroom.ops;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is measured, what is written about it, and what dashboard and alerts ask for are the same. */
@QuarkusTest
class MonitoringTest {

    private static final Path FOLDER = Path.of("src/main/monitoring");

    /** What timers and histograms are made of. */
    private static final Pattern PARTS = Pattern.compile("_(bucket|count|sum|max)$");

    private static final Pattern OURS = Pattern.compile("\\bmailroom_[a-z_]+");

    @BeforeEach
    void somethingHappens() {
        User.anAdmin().request().get("/api/v1/sec/nothing");
    }

    private static String metrics() {
        return given().get("/q/metrics").asString();
    }

    /** As Prometheus calls them; a timer is one of them. What asks for OpenMetrics, as we do here, hears counters without their end. */
    private static Set<String> families() {
        return metrics()
                .lines()
                .filter(line -> line.startsWith("# TYPE mailroom_"))
                .filter(line -> !line.matches("# TYPE \\S+_seconds_max gauge"))
                .map(line -> line.split(" "))
                .map(type -> type[3].equals("counter") ? type[2] + "_total" : type[2])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> samples() {
        return metrics()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[ {]")[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> namesIn(String file) throws Exception {
        return OURS.matcher(Files.readString(FOLDER.resolve(file)))
                .results()
                .map(found -> found.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyMetricShouldBeDocumentedAndNothingElse() throws Exception {
        var documented = new TreeSet<String>();
        var row = Pattern.compile("(?m)^\\| `(mailroom_[a-z_]+)`")
                .matcher(Files.readString(FOLDER.resolve("METRICS.md")));
        while (row.find()) {
            documented.add(row.group(1));
        }

        assertThat(documented).isEqualTo(families());
    }

    @Test
    void namesShouldSayTheirUnits() {
        assertThat(families()).allMatch(name -> name.matches("mailroom(_[a-z]+)+"));
        assertThat(metrics().lines().filter(line -> line.matches("# TYPE mailroom_\\S+ (summary|histogram)")))
                .isNotEmpty()
                .allMatch(line -> line.split(" ")[2].endsWith("_seconds"));
    }

    @Test
    void alertsShouldAskForWhatThereIs() throws Exception {
        assertThat(samples()).containsAll(expressionsIn(Files.readString(FOLDER.resolve("alerts.yaml"))));
        assertThat(namesIn("alerts.yaml").stream()
                        .map(name -> PARTS.matcher(name).replaceAll(""))
                        .filter(name -> !name.endsWith("_")))
                .allMatch(name -> families().contains(name));
    }

    @Test
    void dashboardShouldAskForWhatThereIs() throws Exception {
        var expressions = new ObjectMapper()
                .readTree(FOLDER.resolve("dashboard.json").toFile())
                .findValuesAsText("expr");

        assertThat(expressions).hasSizeGreaterThan(40);
        // Requests are counted by the framework once there was one, and this one is.
        assertThat(samples()).containsAll(expressionsIn(String.join("\n", expressions)));
    }

    /** Names of series, ours and the framework's. */
    private static Set<String> expressionsIn(String text) {
        return Pattern.compile("\\b(mailroom|sql_pool|agroal|http_server|jvm|process)_[a-z_]+(?=[\\[{) \\n]|$)")
                .matcher(text)
                .results()
                .map(found -> found.group())
                .filter(name -> !name.endsWith("_"))
                .filter(name -> !text.contains("`" + name))
                .filter(name -> !isProse(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A timer as a whole, as texts speak of it. */
    private static boolean isProse(String name) {
        return name.matches("mailroom_\\w+_seconds") && !name.matches(".*_(lag|age)_seconds");
    }

    @Test
    void numbersThatReplicasShareShouldComeWithoutAnybodyWaitingForThem() {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(metrics())
                        .contains("mailroom_queue_due{queue=\"outbox\"} ")
                        .doesNotContain("mailroom_queue_due{queue=\"outbox\"} NaN")
                        .containsPattern("mailroom_database_size_bytes [1-9]\\.\\d+E\\d"));
    }
}
