package io.mailroom.scan;

import static io.mailroom.scan.Imports.TASKS;
import static io.mailroom.scan.Imports.aTask;
import static io.mailroom.testsupport.Browser.error;
import static io.mailroom.testsupport.Browser.page;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.db.Database;
import io.mailroom.egress.Tls;
import io.mailroom.egress.Trust;
import io.mailroom.testsupport.Browser;
import io.mailroom.testsupport.Loopback;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pages of import tasks; their server is away. */
@QuarkusTest
class TaskPagesTest {

    @Inject
    Imports imports;

    @Inject
    ScanTargets targets;

    @Inject
    Database database;

    private User user;
    private Browser browser;

    @BeforeEach
    void signUp() {
        user = User.anAdmin();
        browser = Browser.of(user);
        imports.connection(user, "mine", Loopback.server("127.0.0.1", 1, Tls.NONE, Trust.SYSTEM), "anna", "secret");
    }

    private static Map<String, Object> form(Object... changes) {
        var form = new HashMap<String, Object>(Map.of(
                "summary", "Bills",
                "imapConnection", "mine",
                "folders", List.of("INBOX"),
                "otherFolders", "Archive/2026\nArchive/2025",
                "when", "daily",
                "dailyAt", "07:30",
                "zone", "Europe/Berlin",
                "receivedUnit", "days",
                "enabled", "true",
                "actions.imported.action", "nothing"));
        for (int i = 0; i < changes.length; i += 2) {
            form.put((String) changes[i], changes[i + 1]);
        }
        return form;
    }

    private ScanTaskView saved(String id) {
        return user.request().get(TASKS + "/{id}", id).as(ScanTaskView.class);
    }

    private List<ScanTaskView> all() {
        return user.request().get(TASKS).jsonPath().getList("items", ScanTaskView.class);
    }

    /** As htmx asks for a part of a page. */
    private Response part(String path, Map<String, Object> fields) {
        return browser.request()
                .header("HX-Request", "true")
                .cookie("mailroom_zone", "Europe%2FBerlin")
                .contentType(ContentType.URLENC.withCharset("UTF-8"))
                .formParams(fields)
                .post(path);
    }

    @Test
    void listShouldLeadToAMailboxFirst() {
        var nobodys = page(Browser.of(User.anAdmin()).get("/app/tasks"));

        assertThat(nobodys.select(".empty a").attr("href")).isEqualTo("/app/connections/new");
        assertThat(page(browser.get("/app/tasks")).select(".empty a").attr("href"))
                .isEqualTo("/app/tasks/new");
    }

    @Test
    void listShouldTellHowEachTaskIsDoing() {
        String id =
                imports.create(user, aTask("mine", "summary", "Bills", "enabled", true, "schedule", "*-*-* *:0/10"));
        var run = Run.start(targets.load(UUID.fromString(id)).orElseThrow(), database, Clock.systemUTC());
        database.inTransaction(tx -> run.add(tx, "INBOX", new Tally(1200, 1, 0, 2, 100)));
        run.end("mine: the server went away.");

        var line = page(browser.get("/app/tasks")).select("#tasks > li");

        assertThat(line.select(".row-title").text()).isEqualTo("Bills");
        assertThat(line.text()).contains("mine · INBOX", "Every 10 minutes · next in", "the server went away");
        assertThat(line.select(".row-last").text())
                .startsWith("Failed")
                .contains("1,200 imported, 1 already here, 2 failed");
    }

    @Test
    void formShouldSaveATask() {
        var saved = browser.post(
                "/app/tasks/new",
                form(
                        "receivedSinceHours", "2",
                        "maxSize", "20 MB",
                        "tags", "mail\nfrom outside",
                        "actions.imported.action", "move",
                        "actions.imported.mailbox", "Done",
                        "actions.filtered.action", "same",
                        "actions.failed.action", "flag"));

        assertThat(saved.statusCode()).as(saved.asString()).isEqualTo(303);
        assertThat(saved.header("Location")).isEqualTo("/app/tasks");
        var task = all().getFirst();
        assertThat(task.folders()).containsExactly("INBOX", "Archive/2026", "Archive/2025");
        assertThat(task.schedule()).isEqualTo("*-*-* 07:30:00 Europe/Berlin");
        assertThat(task.receivedSinceHours()).isEqualTo(48);
        assertThat(task.maxSize()).isEqualTo(20_000_000L);
        assertThat(task.tags().items()).containsExactly("mail", "from outside");
        assertThat(task.targetFolder()).isEqualTo("Done");
        assertThat(task.postHandleAll()).isTrue();
        assertThat(task.actions())
                .isEqualTo(new ActionsView(null, null, new ActionsView.ActionView("flag", null, null)));
        assertThat(task.enabled()).isTrue();
    }

    @Test
    void formShouldShowATaskAsItIsAndSaveItUnchanged() {
        String id = imports.create(
                user,
                aTask(
                        "mine",
                        "schedule",
                        "Mon,Thu *-*-* 8:00 Europe/Berlin",
                        "receivedSinceHours",
                        5,
                        "deleteMail",
                        true,
                        "direction",
                        "outgoing",
                        "language",
                        "de",
                        "minSize",
                        1234,
                        "actions",
                        Map.of("filtered", Map.of("action", "keyword", "keyword", "seen"))));
        var before = saved(id);

        var fields = new HashMap<String, Object>();
        var shown = page(browser.get("/app/tasks/" + id)).select("form.form");
        shown.forms()
                .getFirst()
                .formData()
                .forEach(field -> fields.merge(
                        field.key(),
                        List.of(field.value()),
                        (one, other) -> List.of(((List<?>) one).getFirst(), field.value())));
        var saved = browser.post("/app/tasks/" + id, fields);

        assertThat(saved.statusCode()).as(saved.asString()).isEqualTo(303);
        assertThat(saved(id))
                .usingRecursiveComparison()
                .ignoringFields("version")
                .isEqualTo(before);
    }

    @Test
    void formShouldSayAtItsFieldsWhatIsWrongAndKeepTheRest() {
        var fields = form(
                "folders",
                "",
                "otherFolders",
                "",
                "when",
                "own",
                "schedule",
                "every morning",
                "maxSize",
                "big",
                "actions.imported.action",
                "move",
                "imapConnection",
                "his");

        var refused = browser.post("/app/tasks/new", fields);

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(error(refused, "schedule")).startsWith("Calendar event is not understood. 'every morning' is no");
        assertThat(error(refused, "maxSize"))
                .isEqualTo("Largest size of a mail must be a size such as 500 kB or 20 MB.");
        assertThat(error(refused, "actions.imported.mailbox")).startsWith("Mailbox for imported mails must be");
        var shown = page(refused);
        assertThat(error(refused, "folders")).isEqualTo("Mailboxes is needed.");
        assertThat(shown.select("#f-schedule").val()).isEqualTo("every morning");
        assertThat(shown.select("#f-summary").val()).isEqualTo("Bills");
        assertThat(shown.select("details[open] > summary").eachText())
                .contains("Which mails Filtered", "Afterwards, on the mail server");
        assertThat(error(browser.post("/app/tasks/new", form("imapConnection", "his")), "imapConnection"))
                .contains("is no IMAP setting of yours");
        assertThat(all()).isEmpty();
    }

    @Test
    void scheduleShouldShowTheNextFiveTimesOfTheReader() {
        var times = page(part("/app/tasks/form/schedule", form())).select("#times");

        assertThat(times.text()).contains("Europe/Berlin");
        assertThat(times.select("li")).hasSize(5).allMatch(time -> time.text().endsWith(", 07:30"));
        assertThat(page(part("/app/tasks/form/schedule", form("dailyAt", ""))).select("li"))
                .isEmpty();
        assertThat(page(browser.post("/app/tasks/form/schedule", form())).select("#times li"))
                .hasSize(5);
    }

    @Test
    void mailboxesShouldBeWrittenWhileTheServerIsAway() {
        var part = page(part("/app/tasks/form/mailboxes", form()));

        assertThat(part.select(".notice").text()).contains("could not be asked");
        assertThat(part.select("input[name=folders][checked]").eachAttr("value"))
                .containsExactly("INBOX", "Archive/2026", "Archive/2025");
        assertThat(part.select("details[open] textarea")).hasSize(1);
    }

    @Test
    void previewShouldSayInTheFormThatTheServerIsAway() {
        var refused = browser.post("/app/tasks/preview", form());

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(page(refused).select(".summary").text()).contains("The mailboxes could not be looked into");
        assertThat(page(refused).select("#f-summary").val()).isEqualTo("Bills");
    }

    @Test
    void previewShouldKeepTheFormWhileTheServerIsLeftAlone() {
        browser.post("/app/tasks/preview", form());

        var refused = browser.post("/app/tasks/preview", form());

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(page(refused).select(".summary")).hasSize(1);
        assertThat(page(refused).select("#f-summary").val()).isEqualTo("Bills");
    }

    @Test
    void previewThatIsLoadedAgainShouldLeadToItsTask() {
        String id = imports.create(user, aTask("mine"));
        var version =
                page(browser.get("/app/tasks/" + id)).select("[name=version]").val();

        var preview = page(browser.post("/app/tasks/preview", form("id", id, "version", version)))
                .select("button:contains(Preview)")
                .attr("formaction");

        assertThat(browser.get(preview).header("Location")).isEqualTo("/app/tasks/" + id);
        assertThat(browser.get("/app/tasks/form/mailboxes?id=" + id).header("Location"))
                .isEqualTo("/app/tasks/" + id);
        assertThat(browser.get("/app/tasks/preview").header("Location")).isEqualTo("/app/tasks");
        assertThat(browser.get("/app/tasks/preview?id=//elsewhere").header("Location"))
                .isEqualTo("/app/tasks");
    }

    @Test
    void taskShouldBePausedAndResumed() {
        String id = imports.create(user, aTask("mine", "enabled", true));

        assertThat(browser.post("/app/tasks/" + id + "/enabled", Map.of("enabled", "false"))
                        .statusCode())
                .isEqualTo(303);
        assertThat(saved(id).enabled()).isFalse();
        assertThat(page(browser.get("/app/tasks")).select("#tasks").text()).contains("Paused", "Resume");
        browser.post("/app/tasks/" + id + "/enabled", Map.of("enabled", "true"));
        assertThat(saved(id).enabled()).isTrue();
    }

    @Test
    void taskShouldBeCopiedAndDeleted() {
        String id = imports.create(user, aTask("mine", "summary", "Bills", "fileFilter", "*.pdf"));

        var copy = page(browser.get("/app/tasks/new?copy=" + id));
        assertThat(copy.select("#f-summary").val()).isEqualTo("Copy of Bills");
        assertThat(copy.select("#f-fileFilter").val()).isEqualTo("*.pdf");
        assertThat(copy.select("form.form").attr("action")).isEqualTo("/app/tasks/new");
        assertThat(browser.post("/app/tasks/" + id + "/delete", Map.of()).header("Location"))
                .isEqualTo("/app/tasks");
        assertThat(all()).isEmpty();
    }

    @Test
    void runShouldShowWhatItDidAndWhatToDoNext() {
        String id = imports.create(user, aTask("mine"));
        var run = Run.start(targets.load(UUID.fromString(id)).orElseThrow(), database, Clock.systemUTC());
        database.inTransaction(tx -> run.add(tx, "INBOX", new Tally(3, 1, 0, 2, 5000)));

        var live = page(browser.get("/app/tasks/" + id + "/runs/" + run.id()));
        assertThat(live.select("[data-events]").attr("data-events"))
                .isEqualTo("/app/tasks/" + id + "/runs/" + run.id() + "/events");
        run.end("mine: the server went away.");
        assertThat(browser.get("/app/tasks/" + id + "/runs/" + run.id() + "/events")
                        .asString())
                .contains("event:end", "data:/app/tasks/" + id + "/runs/" + run.id());
        assertThat(browser.get("/app/tasks/" + id + "/runs/next").header("Location"))
                .isEqualTo("/app/tasks/" + id + "/runs/" + run.id());
        assertThat(browser.get("/app/tasks/" + id + "/runs/next?after=" + run.id())
                        .statusCode())
                .isEqualTo(200);
        var ended = page(browser.get("/app/tasks/" + id + "/runs/" + run.id()));

        assertThat(ended.select("[data-events]")).isEmpty();
        assertThat(ended.select(".figures dd").eachText()).startsWith("3", "1", "0", "2", "5.0 kB");
        assertThat(ended.select(".notice.failed").text()).contains("the server went away");
        assertThat(ended.select(".notice.warning a").attr("href"))
                .endsWith("/ledger?run=" + run.id() + "&outcome=failed");
        assertThat(page(browser.get("/app/tasks/" + id + "/runs"))
                        .select("tbody tr")
                        .text())
                .contains("Failed 3 1 0 2");
    }

    @Test
    void ledgerShouldGiveMailsAnotherChance() {
        String id = imports.create(user, aTask("mine"));
        var cursor = Cursor.open(database, UUID.fromString(id), "INBOX", 7);
        for (int uid = 1; uid <= 2; uid++) {
            database.update(
                    "insert into scan_ledger (cursor_id, uid, outcome, run, detail) select id, $2, 'quarantined', 1,"
                            + " 'It is too large.' from mailbox_cursor where task_id = $1",
                    UUID.fromString(id),
                    (long) uid);
        }
        String here = "/app/tasks/" + id + "/ledger?outcome=quarantined";

        var shown = page(browser.get(here));
        assertThat(cursor.lastUid()).isZero();
        assertThat(shown.select("tbody tr"))
                .hasSize(2)
                .allMatch(row -> row.text().contains("It is too large."));
        assertThat(shown.select("nav [aria-current=true]").text()).isEqualTo("Given up");
        var refused = browser.post(here, Map.of("decision", "ignore"));
        assertThat(page(refused).select(".notice.failed").text()).isEqualTo("Select the mails first.");
        var ignored = browser.post(
                here,
                Map.of(
                        "decision",
                        "ignore",
                        "ids",
                        shown.select("[name=ids]").getFirst().val()));

        assertThat(ignored.header("Location")).isEqualTo(here);
        assertThat(page(browser.get(here)).select("tbody tr")).hasSize(1);
        assertThat(page(browser.get("/app/tasks/" + id + "/ledger?outcome=ignored"))
                        .select("tbody tr"))
                .hasSize(1);
    }

    @Test
    void othersShouldNotFindATask() {
        String id = imports.create(user, aTask("mine"));
        var stranger = Browser.of(user.aColleague("ben"));

        for (String path : List.of("", "/runs", "/runs/" + UUID.randomUUID(), "/runs/next", "/ledger")) {
            assertThat(stranger.get("/app/tasks/" + id + path).statusCode())
                    .as(path)
                    .isEqualTo(404);
        }
        for (String path : List.of("", "/run", "/rescan", "/enabled", "/delete")) {
            assertThat(stranger.post("/app/tasks/" + id + path, form()).statusCode())
                    .as(path)
                    .isEqualTo(404);
        }
        assertThat(stranger.get("/app/tasks/new?copy=" + id).statusCode()).isIn(303, 404);
    }
}
