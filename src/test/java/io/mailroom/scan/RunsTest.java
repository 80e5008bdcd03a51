package io.mailroom.scan;

import static io.mailroom.scan.Imports.TASKS;
import static io.mailroom.scan.Imports.aTask;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.db.Database;
import io.mailroom.egress.Tls;
import io.mailroom.egress.Trust;
import io.mailroom.testsupport.Loopback;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RunsTest {

    @Inject
    Imports imports;

    @Inject
    Database database;

    @Inject
    ScanTargets targets;

    @Inject
    ScanRetention retention;

    private User user;
    private String task;

    @BeforeEach
    void save() {
        user = User.anAdmin();
        imports.connection(user, "mail", Loopback.server("127.0.0.1", 1, Tls.NONE, Trust.SYSTEM), "anna", "secret");
        task = imports.create(user, aTask("mail"));
    }

    private Run started(Instant at) {
        return Run.start(targets.load(UUID.fromString(task)).orElseThrow(), database, Clock.fixed(at, ZoneOffset.UTC));
    }

    @Test
    void runsShouldBeListedNewestFirstInPages() {
        var began = Instant.parse("2026-01-01T00:00:00Z");
        var expected = new ArrayList<UUID>();
        for (int i = 0; i < 120; i++) {
            var run = started(began.plus(Duration.ofMinutes(i / 2))); // two at a time, to page within equal times
            run.end(null);
            expected.addFirst(run.id());
        }

        var listed = new ArrayList<UUID>();
        String cursor = null;
        int pages = 0;
        do {
            var page = cursor == null
                    ? user.request().get(TASKS + "/{id}/runs", task)
                    : user.request().queryParam("cursor", cursor).get(TASKS + "/{id}/runs", task);
            page.jsonPath().getList("items", RunView.class).forEach(run -> listed.add(run.id()));
            cursor = page.path("cursor");
            pages++;
        } while (cursor != null);

        assertThat(pages).isEqualTo(3);
        assertThat(listed).containsExactlyElementsOf(expected);
    }

    @Test
    void wrongCursorShouldBeRefused() {
        var refused = user.request().queryParam("cursor", "x").get(TASKS + "/{id}/runs", task);

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.<List<String>>path("errors.field")).containsExactly("cursor");
    }

    @Test
    void numbersShouldGrowWhileItRuns() {
        var run = started(Instant.now());

        database.inTransaction(tx -> run.add(tx, "INBOX", new Tally(3, 1, 1, 1, 100)));
        database.inTransaction(tx -> run.add(tx, "Other", new Tally(1, 0, 0, 0, 10)));
        run.mailboxError("Other", "A remark.");

        var seen =
                user.request().get(TASKS + "/{id}/runs/{run}", task, run.id()).as(RunView.class);
        assertThat(seen.state()).isEqualTo("running");
        assertThat(seen.ended()).isNull();
        assertThat(seen.matched()).isEqualTo(7);
        assertThat(seen.bytes()).isEqualTo(110);
        assertThat(seen.mailboxes())
                .containsExactly(
                        new RunView.MailboxNumbers("INBOX", 6, 3, 1, 1, 1, 100, null),
                        new RunView.MailboxNumbers("Other", 1, 1, 0, 0, 0, 10, "A remark."));
    }

    @Test
    void runOfAKilledServiceShouldBeInterruptedByTheNext() {
        started(Instant.now());
        started(Instant.now());

        assertThat(imports.runs(user, task)).extracting(RunView::state).containsExactly("running", "interrupted");
        assertThat(imports.runs(user, task).getLast().error()).isNotBlank();
    }

    @Test
    void runShouldNotBeFoundUnderAnotherTask() {
        var run = started(Instant.now());
        String other = imports.create(user, aTask("mail"));

        assertThat(user.request()
                        .get(TASKS + "/{id}/runs/{run}", other, run.id())
                        .statusCode())
                .isEqualTo(404);
        assertThat(user.request().get(TASKS + "/{id}/runs/{run}", task, "x").statusCode())
                .isEqualTo(404);
    }

    @Test
    void unsavedSettingsShouldBeForgottenAfterAWhile() {
        String old =
                user.request().body(aTask("mail")).post(TASKS + "/startonce").path("id");
        String fresh =
                user.request().body(aTask("mail")).post(TASKS + "/startonce").path("id");
        database.update(
                "update scan_task set created = created - interval '2 days' where id = $1", UUID.fromString(old));

        retention.run("all");

        assertThat(user.request().get(TASKS + "/{id}/runs", old).statusCode()).isEqualTo(404);
        assertThat(user.request().get(TASKS + "/{id}/runs", fresh).statusCode()).isEqualTo(200);
        assertThat(user.request().get(TASKS + "/{id}", task).statusCode()).isEqualTo(200);
    }
}
