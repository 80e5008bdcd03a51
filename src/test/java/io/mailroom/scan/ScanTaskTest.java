package io.mailroom.scan;

import static io.mailroom.scan.Imports.TASKS;
import static io.mailroom.scan.Imports.aTask;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.db.Database;
import io.mailroom.egress.MailServer;
import io.mailroom.egress.Tls;
import io.mailroom.egress.Trust;
import io.mailroom.testsupport.Loopback;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scan tasks over HTTP; nothing runs here. */
@QuarkusTest
class ScanTaskTest {

    private static final MailServer SERVER = Loopback.server("127.0.0.1", 1, Tls.NONE, Trust.SYSTEM);

    private static User user;
    private static User stranger;

    @Inject
    Imports imports;

    @Inject
    Database database;

    @BeforeEach
    void signUp() {
        if (user == null) {
            user = User.anAdmin();
            stranger = user.aColleague("ben");
            imports.connection(user, "mine", SERVER, "anna", "secret");
            imports.connection(stranger, "his", SERVER, "ben", "secret");
        }
    }

    private static Response get(User user, String id) {
        return user.request().get(TASKS + "/{id}", id);
    }

    private static void assertProblem(Response response, int status) {
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(status);
        assertThat(response.contentType()).startsWith("application/problem+json");
        assertThat(response.<Boolean>path("success")).isFalse();
    }

    private static void assertInvalid(Response response, String... fields) {
        assertProblem(response, 422);
        assertThat(response.<List<String>>path("errors.field")).containsExactlyInAnyOrder(fields);
    }

    private static Map<String, Object> complete() {
        return aTask(
                "mine",
                "enabled",
                true,
                "summary",
                "Bills",
                "folders",
                List.of("inbox", "Ablage/Über"),
                "scanRecursively",
                true,
                "schedule",
                "mon *-*-* 8:00 Europe/Berlin",
                "receivedSinceHours",
                24,
                "targetFolder",
                "Done",
                "deleteMail",
                true,
                "direction",
                "incoming",
                "itemFolder",
                "Mail",
                "tags",
                Map.of("items", List.of("a", "b", "a")),
                "fileFilter",
                "*.pdf",
                "subjectFilter",
                "*bill*",
                "fromFilter",
                "*@example.org",
                "toFilter",
                "bills@*",
                "bodyFilter",
                "total amount",
                "fileExclude",
                "logo.*",
                "minSize",
                100,
                "maxSize",
                1_000_000,
                "flaggedOnly",
                true,
                "unreadOnly",
                true,
                "actions",
                Map.of(
                        "imported",
                        Map.of("action", "move", "mailbox", "Archive"),
                        "filtered",
                        Map.of("action", "keyword", "keyword", "$Seen-By:Mailroom"),
                        "failed",
                        Map.of("action", "trash")),
                "language",
                "de",
                "postHandleAll",
                true,
                "attachmentsOnly",
                true,
                "push",
                false);
    }

    @Test
    void getShouldAnswerWhatWasPosted() {
        var posted = user.request().body(complete()).post(TASKS);
        String id = posted.path("id");
        var got = get(user, id);

        assertThat(posted.<String>path("message")).isEqualTo("Saved successfully.");
        var expected = new HashMap<>(complete());
        expected.putAll(Map.of(
                "id",
                id,
                "folders",
                List.of("INBOX", "Ablage/Über"),
                "schedule",
                "Mon *-*-* 08:00:00 Europe/Berlin",
                "tags",
                Map.of("items", List.of("a", "b")),
                "language",
                "deu",
                "version",
                0));
        assertThat(got.<Map<String, Object>>path("")).isEqualTo(expected);
        assertThat(due(id)).isAfter(Instant.now());
    }

    @Test
    void absentFieldsShouldBeLeftOutAndFlagsFalse() {
        String id = imports.create(
                user, Map.of("imapConnection", "mine", "folders", List.of("A"), "schedule", "*-*-* 1:00"));

        assertThat(get(user, id).<Map<String, Object>>path(""))
                .containsEntry("enabled", false)
                .containsEntry("deleteMail", false)
                .containsEntry("postHandleAll", false)
                .containsEntry("tags", Map.of("items", List.of()))
                .doesNotContainKeys("summary", "targetFolder", "direction", "language", "fileFilter");
    }

    @Test
    void postShouldMakeANewTaskWhateverTheId() {
        String first = imports.create(user, aTask("mine"));

        String second = imports.create(user, aTask("mine", "id", first));

        assertThat(second).isNotEqualTo(first);
        assertThat(user.request().get(TASKS).<List<String>>path("items.id")).contains(first, second);
    }

    @Test
    void listShouldHoldOnesOwnTasksOnly() {
        String mine = imports.create(user, aTask("mine"));
        String his = imports.create(stranger, aTask("his"));

        assertThat(user.request().get(TASKS).<List<String>>path("items.id"))
                .contains(mine)
                .doesNotContain(his);
    }

    static Stream<Arguments> invalid() {
        String long1001 = "x".repeat(1001);
        return Stream.of(
                Arguments.of("imapConnection", "nobody's", "imapConnection"),
                Arguments.of("imapConnection", "his", "imapConnection"),
                Arguments.of("imapConnection", "unknown", "imapConnection"),
                Arguments.of("imapConnection", null, "imapConnection"),
                Arguments.of("folders", List.of(), "folders"),
                Arguments.of("folders", List.of("INBOX", " "), "folders[1]"),
                Arguments.of("folders", List.of("a\nb"), "folders[0]"),
                Arguments.of(
                        "folders", IntStream.range(0, 51).mapToObj(i -> "f" + i).toList(), "folders"),
                Arguments.of("schedule", "", "schedule"),
                Arguments.of("schedule", "every day", "schedule"),
                Arguments.of("schedule", "*-*-* 0/0:00", "schedule"),
                Arguments.of("receivedSinceHours", 0, "receivedSinceHours"),
                Arguments.of("receivedSinceHours", 1_000_001, "receivedSinceHours"),
                Arguments.of("targetFolder", "a\0", "targetFolder"),
                Arguments.of("direction", "sideways", "direction"),
                Arguments.of("itemFolder", "a\r\nb", "itemFolder"),
                Arguments.of("tags", Map.of("items", List.of("ok", "")), "tags.items[1]"),
                Arguments.of("fileFilter", long1001, "fileFilter"),
                Arguments.of("subjectFilter", long1001, "subjectFilter"),
                Arguments.of("summary", long1001, "summary"),
                Arguments.of("fromFilter", long1001, "fromFilter"),
                Arguments.of("toFilter", "a\nb", "toFilter"),
                Arguments.of("bodyFilter", long1001, "bodyFilter"),
                Arguments.of("fileExclude", long1001, "fileExclude"),
                Arguments.of("minSize", -1, "minSize"),
                Arguments.of("maxSize", 0, "maxSize"),
                Arguments.of("limit", 101, "limit"),
                Arguments.of("actions", Map.of("imported", Map.of("action", "burn")), "actions.imported.action"),
                Arguments.of("actions", Map.of("filtered", Map.of("action", "move")), "actions.filtered.mailbox"),
                Arguments.of(
                        "actions",
                        Map.of("failed", Map.of("action", "keyword", "keyword", "a b")),
                        "actions.failed.keyword"),
                Arguments.of("language", "xx", "language"),
                Arguments.of("language", "german", "language"));
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void wrongValueShouldBeRefusedByItsName(String field, Object value, String named) {
        var task = aTask("mine", field, value);

        assertInvalid(user.request().body(task).post(TASKS), named);
        assertInvalid(user.request().body(task).post(TASKS + "/startonce"), named);
        assertInvalid(user.request().body(task).post(TASKS + "/preview"), named);
        assertInvalid(imports.put(user, imports.create(user, aTask("mine")), task), named);
    }

    @Test
    void refusalShouldNameEveryWrongField() {
        assertInvalid(
                user.request()
                        .body(aTask("mine", "language", "xx", "schedule", "never", "direction", "up"))
                        .post(TASKS),
                "language",
                "schedule",
                "direction");
    }

    @Test
    void largestSizeShouldNotBeLessThanTheSmallest() {
        assertInvalid(
                user.request().body(aTask("mine", "minSize", 2, "maxSize", 1)).post(TASKS), "maxSize");
    }

    @Test
    void wrongScheduleShouldBeExplained() {
        var refused =
                user.request().body(aTask("mine", "schedule", "*-13-* 8:00")).post(TASKS);

        assertThat(refused.<String>path("errors[0].message")).contains("month");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "{\"enabled\":\"perhaps\"}", "{\"folders\":\"INBOX\"}"})
    void whatIsNoTaskAtAllShouldBeMalformed(String body) {
        assertProblem(user.request().body(body).post(TASKS), 400);
    }

    @Test
    void putShouldReplaceAndScheduleAnew() {
        String id = imports.create(user, complete());

        var put = imports.put(user, id, aTask("mine"));

        assertThat(put.<String>path("message")).isEqualTo("Saved successfully.");
        assertThat(get(user, id).<Map<String, Object>>path(""))
                .containsEntry("version", 1)
                .containsEntry("enabled", false)
                .doesNotContainKey("summary");
        assertThat(jobs(id)).as("a disabled task has no schedule").isZero();
    }

    @Test
    void putShouldNeedAnId() {
        assertInvalid(user.request().body(aTask("mine")).put(TASKS), "id");
    }

    @Test
    void putShouldBeRefusedWhenTheVersionIsNotThePresentOne() {
        String id = imports.create(user, aTask("mine"));

        assertThat(imports.put(user, id, aTask("mine", "version", 0, "summary", "1"))
                        .statusCode())
                .isEqualTo(200);
        assertProblem(imports.put(user, id, aTask("mine", "version", 0, "summary", "2")), 409);
        assertThat(get(user, id).<String>path("summary")).isEqualTo("1");
    }

    @Test
    void rescanShouldNotChangeTheVersion() {
        String id = imports.create(user, aTask("mine"));

        assertThat(user.request().post(TASKS + "/{id}/rescan", id).statusCode()).isEqualTo(200);

        assertThat(get(user, id).<Integer>path("version")).isZero();
        assertThat(due(id)).isBeforeOrEqualTo(Instant.now());
    }

    @Test
    void whatIsNotOnesOwnShouldNotBeFound() {
        String his = imports.create(stranger, aTask("his"));
        for (String id : List.of(his, UUID.randomUUID().toString(), "x", "..%2f")) {
            assertProblem(get(user, id), 404);
            assertProblem(user.request().delete(TASKS + "/{id}", id), 404);
            assertProblem(user.request().post(TASKS + "/{id}/rescan", id), 404);
            assertProblem(imports.put(user, id, aTask("mine")), 404);
            assertProblem(user.request().get(TASKS + "/{id}/runs", id), 404);
            assertProblem(user.request().get(TASKS + "/{id}/runs/{run}", id, UUID.randomUUID()), 404);
        }
        assertThat(get(stranger, his).statusCode()).isEqualTo(200);
    }

    @Test
    void everyPathShouldDemandALogin() {
        String id = UUID.randomUUID().toString();
        var anonymous = List.of(
                RestAssured.get(TASKS),
                RestAssured.get(TASKS + "/{id}", id),
                RestAssured.get(TASKS + "/{id}/runs", id),
                RestAssured.get(TASKS + "/{id}/runs/{run}/events", id, id),
                RestAssured.post(TASKS + "/{id}/rescan", id),
                RestAssured.post(TASKS + "/preview"),
                RestAssured.post("/api/v1/sec/calevent/check"));

        assertThat(anonymous).extracting(Response::statusCode).containsOnly(401);
    }

    @Test
    void deleteShouldTakeScheduleAndRunsAlong() {
        String id = imports.create(user, complete());

        var deleted = user.request().delete(TASKS + "/{id}", id);

        assertThat(deleted.<String>path("message")).isEqualTo("Deleted successfully.");
        assertProblem(get(user, id), 404);
        assertThat(jobs(id)).isZero();
    }

    @Test
    void taskShouldFollowWhenItsConnectionIsRenamed() {
        imports.connection(user, "before", SERVER, "anna", "secret");
        String id = imports.create(user, aTask("before"));

        user.request()
                .body(Map.of("name", "after", "imapHost", "imap.example.org", "sslType", "ssl"))
                .put("/api/v1/sec/email/settings/imap/before");

        assertThat(get(user, id).<String>path("imapConnection")).isEqualTo("after");
    }

    @Test
    void connectionShouldStayWhileATaskUsesIt() {
        imports.connection(user, "used", SERVER, "anna", "secret");
        String id = imports.create(user, aTask("used", "summary", "Monday bills"));

        var refused = user.request().delete("/api/v1/sec/email/settings/imap/used");

        assertProblem(refused, 409);
        assertThat(refused.<String>path("message")).contains("Monday bills");
        user.request().delete(TASKS + "/{id}", id);
        assertThat(user.request().delete("/api/v1/sec/email/settings/imap/used").statusCode())
                .isEqualTo(200);
    }

    @Test
    void connectionShouldNotBeHeldBySettingsThatWereRunOnce() {
        imports.connection(user, "tried", SERVER, "anna", "secret");
        assertThat(user.request()
                        .body(aTask("tried"))
                        .post(TASKS + "/startonce")
                        .statusCode())
                .isEqualTo(200);

        assertThat(user.request()
                        .delete("/api/v1/sec/email/settings/imap/tried")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void startOnceShouldBeDueAtOnceAndLeaveTheScheduleOfTheTask() {
        String id = imports.create(user, aTask("mine"));

        var started = user.request().body(aTask("mine", "id", id)).post(TASKS + "/startonce");

        assertThat(started.<String>path("message")).isEqualTo("Submitted successfully.");
        assertThat(started.<String>path("id")).isEqualTo(id);
        assertThat(due(id)).isBeforeOrEqualTo(Instant.now());
    }

    @Test
    void startOnceWithSomebodyElsesIdShouldHaveAnIdOfItsOwn() {
        String his = imports.create(stranger, aTask("his"));

        var started = user.request().body(aTask("mine", "id", his)).post(TASKS + "/startonce");

        assertThat(started.<String>path("id")).isNotEqualTo(his);
        assertThat(stranger.request().get(TASKS + "/{id}/runs", his).<List<?>>path("items"))
                .isEmpty();
    }

    @Test
    void unsavedSettingsShouldBeSeenByNobodyElse() {
        String once =
                user.request().body(aTask("mine")).post(TASKS + "/startonce").path("id");

        assertThat(user.request().get(TASKS + "/{id}/runs", once).statusCode()).isEqualTo(200);
        assertProblem(stranger.request().get(TASKS + "/{id}/runs", once), 404);
        assertProblem(user.request().post(TASKS + "/{id}/rescan", once), 404);
    }

    private Instant due(String task) {
        return database.query("select execution_time from scheduled_tasks where task_instance = $1", task)
                .getFirst()
                .getOffsetDateTime(0)
                .toInstant();
    }

    private long jobs(String task) {
        return database.query("select count(*) from scheduled_tasks where task_instance = $1", task)
                .getFirst()
                .getLong(0);
    }
}
