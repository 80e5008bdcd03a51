package io.mailroom.ops;

import static io.mailroom.testsupport.Browser.page;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.mailroom.db.Database;
import io.mailroom.testsupport.Browser;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What matters to security is written down with what it is about, and told to admins. */
@QuarkusTest
class TrailTest {

    private static final String TRAIL = "/api/v1/sec/audit";
    private static final String TASKS = "/api/v1/sec/usertask/scanmailbox";
    private static final String PIN = "ab".repeat(32);

    @Inject
    Database database;

    private static List<String> acts(User admin) {
        return admin.request().get(TRAIL).jsonPath().getList("items.act", String.class);
    }

    private static Map<String, Object> imap(String host, String password) {
        return Map.of("name", "home", "imapHost", host, "imapUser", "anna", "imapPassword", password, "sslType", "ssl");
    }

    @Test
    void trailShouldTellWhoDidWhatInWhichRequestAndNoSecret() {
        User anna = User.anAdmin();
        anna.aColleague("ben");
        anna.request()
                .header("X-Request-Id", "story-0001")
                .body(imap("a.example.org", "secret-1"))
                .post("/api/v1/sec/email/settings/imap");
        anna.request().body(imap("b.example.org", "secret-2")).put("/api/v1/sec/email/settings/imap/home");
        anna.request()
                .body(Map.of(
                        "name",
                        "home",
                        "imapHost",
                        "b.example.org",
                        "imapUser",
                        "anna",
                        "sslType",
                        "ssl",
                        "pinnedCertificate",
                        PIN))
                .put("/api/v1/sec/email/settings/imap/home");
        anna.request().delete("/api/v1/sec/email/settings/imap/home");
        anna.request().post("/api/v1/sec/invite");
        String token = anna.request()
                .body(Map.of("name", "backup", "scopes", List.of("items:read")))
                .post("/api/v1/sec/user/token")
                .path("id");
        anna.request().delete("/api/v1/sec/user/token/" + token);
        anna.request().delete("/api/v1/sec/user/token/" + token);
        anna.request().delete("/api/v1/sec/user/ben");

        var answer = anna.request().get(TRAIL);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(acts(anna))
                .as("those of one act have one time")
                .containsExactlyInAnyOrder(
                        "user-removed",
                        "token-revoked",
                        "token-made",
                        "invite-made",
                        "setting-removed",
                        "certificate-pinned",
                        "setting-changed",
                        "setting-changed",
                        "setting-made",
                        "log-in",
                        "user-made",
                        "log-in",
                        "sign-up");
        var made = answer.jsonPath().getMap("items[8]");
        assertThat(made)
                .containsEntry("actor", "anna")
                .containsEntry("object", "home")
                .containsEntry("detail", "IMAP, a.example.org")
                .containsEntry("address", "127.0.0.1")
                .containsEntry("request", "story-0001")
                .containsEntry("result", "done");
        assertThat(answer.<String>path("items[7].detail")).isEqualTo("IMAP: host, password");
        assertThat(answer.<String>path("items[0].address")).isEqualTo("127.0.0.1"); // on a virtual thread
        assertThat(answer.asString()).doesNotContain("secret-1", "secret-2", anna.password());
    }

    @Test
    void changesOfImportTasksShouldBeTrailedWithTheTokenThatTheyCameBy() {
        User anna = User.anAdmin();
        anna.request().body(imap("a.example.org", "secret")).post("/api/v1/sec/email/settings/imap");
        String token = anna.request()
                .body(Map.of("name", "backup", "scopes", List.of("tasks:write")))
                .post("/api/v1/sec/user/token")
                .path("token");
        var program = new User(anna.collective(), anna.login(), anna.password(), token);
        String id = program.request().body(task("")).post(TASKS).path("id");
        anna.request().body(task(id)).put(TASKS);
        Browser.of(anna).post("/app/tasks/" + id + "/enabled", Map.of("enabled", "false"));
        program.request().delete(TASKS + "/" + id);
        program.request().delete(TASKS + "/" + id);

        List<Map<String, Object>> entries = anna.request().get(TRAIL).path("items");

        assertThat(entries)
                .filteredOn(entry -> "Newsletters".equals(entry.get("object")))
                .extracting(entry -> tuple(entry.get("act"), entry.get("via"), entry.get("detail")))
                .containsExactlyInAnyOrder(
                        tuple("task-made", "token backup", "home"),
                        tuple("task-changed", null, "home"),
                        tuple("task-changed", null, "paused"),
                        tuple("task-removed", "token backup", null));
    }

    private static Map<String, Object> task(String id) {
        return Map.of(
                "id",
                id,
                "enabled",
                true,
                "summary",
                "Newsletters",
                "imapConnection",
                "home",
                "folders",
                List.of("INBOX"),
                "scanRecursively",
                false,
                "schedule",
                "*-*-* 04:00",
                "deleteMail",
                false);
    }

    @Test
    void refusedLogInShouldBeNotedForItsCollectiveOnly() {
        User anna = User.anAdmin();
        for (String name : List.of(anna.collective() + "/anna", "nobody-" + UUID.randomUUID() + "/anna")) {
            given().contentType(ContentType.JSON)
                    .body(Map.of("account", name, "password", "wrong"))
                    .post("/api/v1/open/auth/login");
        }

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(anna.request()
                                .get(TRAIL + "?act=log-in")
                                .jsonPath()
                                .getList("items.result"))
                        .containsExactly("refused", "done"));
    }

    @Test
    void whatIsRefusedShouldLeaveNoTrailOfHavingHappened() {
        User anna = User.anAdmin();

        anna.request()
                .body(Map.of("login", "anna", "password", "correct horse"))
                .post("/api/v1/sec/user");
        anna.request().delete("/api/v1/sec/email/settings/imap/none");

        assertThat(acts(anna)).containsExactly("log-in", "sign-up");
    }

    @Test
    void trailShouldBeForAdminsOfTheCollectiveOnly() {
        User anna = User.anAdmin();
        User ben = anna.aColleague("ben");
        User stranger = User.anAdmin();

        assertThat(ben.request().get(TRAIL).statusCode()).isEqualTo(403);
        assertThat(ben.request().get(TRAIL + "/export.csv").statusCode()).isEqualTo(403);
        assertThat(Browser.of(ben).get("/app/admin/security").statusCode()).isEqualTo(403);
        assertThat(stranger.request().get(TRAIL).asString()).doesNotContain("ben");
    }

    @Test
    void trailShouldOutliveWhoActedAndGoWithTheCollective() {
        User anna = User.anAdmin();
        User ben = anna.aColleague("ben");
        ben.request().body(imap("a.example.org", "x")).post("/api/v1/sec/email/settings/imap");
        anna.request().delete("/api/v1/sec/user/ben");

        assertThat(anna.request().get(TRAIL + "?actor=BEN").jsonPath().getList("items.act"))
                .containsExactly("setting-made", "log-in");

        database.update("delete from collective where name = $1", anna.collective());
        assertThat(
                        database.query(
                                "select 1 from audit_entry e where not exists (select from collective c where c.id = e.collective_id)"))
                .isEmpty();
    }

    @Test
    void entryShouldNotBeChangedByAnybody() {
        User.anAdmin();

        assertThatThrownBy(() -> database.update("update audit_entry set actor = 'somebody else'"))
                .hasMessageContaining("not changed");
    }

    @Test
    void pagesShouldFollowEachOtherWithoutAGap() {
        User anna = User.anAdmin();
        for (int i = 0; i < 5; i++) {
            anna.request().post("/api/v1/sec/invite");
        }

        var first = anna.request().get(TRAIL + "?limit=4");
        var second = anna.request().get(TRAIL + "?limit=4&cursor=" + first.path("cursor"));

        assertThat(first.jsonPath().getList("items.act")).hasSize(4).containsOnly("invite-made");
        assertThat(second.jsonPath().getList("items.act")).containsExactly("invite-made", "log-in", "sign-up");
        assertThat(second.<String>path("cursor")).isNull();
        assertThat(anna.request().get(TRAIL + "?act=nonsense").statusCode()).isEqualTo(422);
        assertThat(anna.request().get(TRAIL + "?cursor=nonsense").statusCode()).isEqualTo(422);
    }

    @Test
    void exportShouldHoldEverythingAndBeOnRecordItself() {
        User anna = User.anAdmin();
        var collective = database.query("select id from collective where name = $1", anna.collective())
                .getFirst()
                .getUUID(0);
        database.update("""
                insert into audit_entry (id, collective_id, actor, at, act, result, object)
                select gen_random_uuid(), $1, '=cmd|''/c calc''!A1', now(), 'log-in', 'refused', 'a "b", c'
                from generate_series(1, 1200)""", collective);

        var lines = anna.request().get(TRAIL + "/export.ndjson");
        var table = anna.request().get(TRAIL + "/export.csv");

        assertThat(lines.contentType()).startsWith("application/x-ndjson");
        assertThat(lines.header("Content-Disposition")).contains("security-log.ndjson");
        assertThat(lines.asString().lines())
                .hasSize(1203)
                .allMatch(line -> line.startsWith("{\"id\"") && line.endsWith("}"));
        assertThat(table.contentType()).startsWith("text/csv");
        assertThat(table.asString().split("\r\n"))
                .hasSize(1205)
                .startsWith("time,actor,via,act,result,object,detail,address,request,id")
                .anySatisfy(
                        line -> assertThat(line).contains(",'=cmd|'/c calc'!A1,,log-in,refused,\"a \"\"b\"\", c\","));
        assertThat(anna.request().get(TRAIL + "?act=trail-exported").jsonPath().getList("items.detail"))
                .containsExactly("CSV", "NDJSON");
    }

    @Test
    void pageShouldShowWhatTheFiltersAskFor() {
        User anna = User.anAdmin();
        anna.request().post("/api/v1/sec/invite");

        var all = page(Browser.of(anna).get("/app/admin/security"));
        var filtered = page(Browser.of(anna).get("/app/admin/security?act=invite-made"));

        assertThat(all.select("tbody tr").size()).isEqualTo(3);
        assertThat(filtered.select("tbody summary").eachText()).containsExactly("Made an invite");
        assertThat(filtered.select("a[href='/api/v1/sec/audit/export.csv?act=invite-made']"))
                .hasSize(1);
        assertThat(Browser.of(anna).get("/app/admin/security?from=nonsense").statusCode())
                .isEqualTo(422);
    }
}
