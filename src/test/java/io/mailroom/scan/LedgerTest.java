package io.mailroom.scan;

import static io.mailroom.scan.Imports.TASKS;
import static io.mailroom.scan.Imports.aTask;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.db.Database;
import io.mailroom.scan.Imports.Limited;
import io.mailroom.testsupport.ScriptedServer;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the ledger tells of mails that cannot be had, and what their owner can do about them. */
@QuarkusTest
class LedgerTest {

    private static final String MAIL = "Message-ID: <%d@ledger>\r\nSubject: %d\r\n\r\nmail\r\n";

    private static User user;
    private static User stranger;

    @Inject
    Imports imports;

    @Inject
    Database database;

    private Instant now = Instant.parse("2026-04-01T12:00:00Z");

    @BeforeEach
    void signUp() {
        user = User.anAdmin();
        if (stranger == null) {
            stranger = User.anAdmin();
        }
    }

    /** A mailbox of as many mails, of which one cannot be had. */
    private static final class Mailbox implements AutoCloseable {

        private final int mails;
        private final ScriptedServer server;
        volatile int broken;
        volatile String flags = "";
        volatile @Nullable Long modSeq;
        volatile boolean hangsUp;

        Mailbox(int mails, int broken) {
            this.mails = mails;
            this.broken = broken;
            server = ScriptedServer.imap("UIDPLUS MOVE CONDSTORE", this::answer);
        }

        private String answer(String command) {
            if (command.startsWith("EXAMINE") || command.startsWith("SELECT")) {
                return "* %d EXISTS\r\n* OK [UIDVALIDITY 7]\r\n* OK [UIDNEXT %d]\r\n%s$ OK [READ-WRITE] opened\r\n"
                        .formatted(mails, mails + 1, modSeq == null ? "" : "* OK [HIGHESTMODSEQ " + modSeq + "]\r\n");
            }
            if (command.startsWith("UID SEARCH")) {
                if (command.contains("FLAGGED")) {
                    return "* SEARCH" + (flags.isEmpty() ? "" : " 1") + "\r\n$ OK\r\n";
                }
                var found = new StringBuilder("* SEARCH");
                for (int uid = 1; uid <= mails; uid++) {
                    found.append(' ').append(uid);
                }
                return found + "\r\n$ OK\r\n";
            }
            if (command.startsWith("UID FETCH")) {
                return fetch(command);
            }
            return "$ OK\r\n";
        }

        private String fetch(String command) {
            var range = command.split(" ")[2].split("[:,]");
            int first = Integer.parseInt(range[0]);
            int last = Integer.parseInt(range[range.length - 1]);
            var answer = new StringBuilder();
            for (int uid = first; uid <= Math.min(last, mails); uid++) {
                var mail = MAIL.formatted(uid, uid);
                if (command.contains("RFC822.SIZE")) {
                    answer.append(
                            "* %d FETCH (UID %d RFC822.SIZE %d INTERNALDATE \"01-Apr-2026 11:30:00 +0000\" FLAGS (%s))\r\n"
                                    .formatted(uid, uid, mail.length(), uid == 1 ? flags : ""));
                } else if (command.contains("HEADER")) {
                    var header = mail.substring(0, mail.indexOf("mail\r\n"));
                    answer.append("* %d FETCH (UID %d BODY[HEADER] {%d}\r\n%s)\r\n"
                            .formatted(uid, uid, header.length(), header));
                } else if (hangsUp) {
                    return answer + "* BYE gone\r\n";
                } else if (uid == broken) {
                    answer.append("* %d FETCH (UID %d BODY[ (((\r\n".formatted(uid, uid));
                } else {
                    answer.append("* %d FETCH (UID %d BODY[] {%d}\r\n%s)\r\n".formatted(uid, uid, mail.length(), mail));
                }
            }
            return answer + "$ OK\r\n";
        }

        List<String> asked(String part) {
            return server.received().stream()
                    .filter(line -> line.contains(part))
                    .toList();
        }

        @Override
        public void close() {
            server.close();
        }
    }

    private String connection(Mailbox mailbox) {
        String connection = "c" + UUID.randomUUID();
        imports.connection(user, connection, mailbox.server.address(), "ann", "secret");
        return connection;
    }

    private String task(Mailbox mailbox, Object... changes) {
        return imports.create(user, aTask(connection(mailbox), changes));
    }

    private RunView run(String task) {
        return run(task, 5);
    }

    private RunView run(String task, int attempts) {
        return imports.run(user, task, imports.job(new Limited(500, attempts), Clock.fixed(now, ZoneOffset.UTC)));
    }

    private void later(long minutes) {
        now = now.plus(Duration.ofMinutes(minutes));
    }

    private static Response get(String task, Object... parameters) {
        var request = user.request();
        for (int i = 0; i < parameters.length; i += 2) {
            request.queryParam((String) parameters[i], parameters[i + 1]);
        }
        return request.get(TASKS + "/{id}/ledger", task);
    }

    private static List<LedgerView> entries(String task, Object... parameters) {
        return get(task, parameters).jsonPath().getList("items", LedgerView.class);
    }

    private static LedgerView entry(String task, int uid) {
        return entries(task).stream()
                .filter(entry -> entry.uid() == uid)
                .findFirst()
                .orElseThrow();
    }

    private static Response post(String task, String act, Map<String, ?> selection) {
        return user.request().body(selection).post(TASKS + "/{id}/ledger/" + act, task);
    }

    private void quarantine(String task) {
        for (int attempt = 0; attempt < 5; attempt++) {
            run(task);
            later(5L << attempt);
        }
        assertThat(entry(task, 2).outcome()).isEqualTo("quarantined");
    }

    @Test
    void failureShouldBeToldWithItsCauseAndTheNextTry() {
        try (var mailbox = new Mailbox(2, 2)) {
            String task = task(mailbox);

            var run = run(task);

            var failed = entry(task, 2);
            assertThat(failed.outcome()).isEqualTo("failed");
            assertThat(failed.cause()).isNotBlank().doesNotContain("Exception");
            assertThat(failed.attempts()).isEqualTo(1);
            assertThat(failed.nextTry())
                    .isEqualTo(now.plus(Duration.ofMinutes(5)).toEpochMilli());
            assertThat(failed.run()).isEqualTo(run.id());
            assertThat(failed.mailbox()).isEqualTo("INBOX");
            assertThat(failed.uidValidity()).isEqualTo(7);
            var imported = entry(task, 1);
            assertThat(imported.outcome()).isEqualTo("imported");
            assertThat(imported.itemId()).isNotNull();
            assertThat(imported.attempts()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"1,quarantined", "2,failed"})
    void attemptsShouldIncludeTheFirst(int attempts, String outcome) {
        try (var mailbox = new Mailbox(2, 2)) {
            String task = task(mailbox);

            run(task, attempts);

            assertThat(entry(task, 2).outcome()).isEqualTo(outcome);
        }
    }

    @Test
    void givenUpMailShouldGetItsActionAndNoneBefore() {
        try (var mailbox = new Mailbox(2, 2)) {
            String task = task(mailbox, "actions", Map.of("failed", Map.of("action", "move", "mailbox", "Odd")));
            run(task);
            assertThat(mailbox.asked("UID MOVE")).isEmpty();

            quarantine(task);

            assertThat(mailbox.asked("UID MOVE"))
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains("UID MOVE 2 ").contains("Odd"));
        }
    }

    @Test
    void mailThatGrewTooOldWhileItFailedShouldStillBeTried() {
        try (var mailbox = new Mailbox(2, 2)) {
            String task = task(mailbox, "receivedSinceHours", 1);
            assertThat(run(task).failed()).isEqualTo(1);
            later(24 * 60);
            mailbox.broken = 0;

            assertThat(run(task).imported()).isEqualTo(1);
            assertThat(run(task).matched()).isZero();
        }
    }

    @Test
    void retryShouldMakeAQuarantinedMailDueAndStartTheTask() {
        try (var mailbox = new Mailbox(3, 2)) {
            String task = task(mailbox);
            quarantine(task);
            mailbox.broken = 0;
            assertThat(run(task).matched()).as("given up").isZero();

            var answer =
                    post(task, "retry", Map.of("ids", List.of(entry(task, 2).id())));

            assertThat(answer.<Boolean>path("success")).isTrue();
            assertThat(answer.<Integer>path("count")).isEqualTo(1);
            assertThat(entry(task, 2).outcome()).isEqualTo("failed");
            assertThat(entry(task, 2).attempts()).isZero();
            assertThat(database.query(
                            "select again from scheduled_tasks where task_name = $1 and task_instance = $2",
                            ScanJob.NAME,
                            task))
                    .singleElement()
                    .satisfies(row -> assertThat(row.getBoolean(0)).isTrue());
            now = Instant.now().plusSeconds(1); // the service's own clock made it due
            assertThat(run(task).imported()).isEqualTo(1);
            assertThat(entry(task, 2).outcome()).isEqualTo("imported");
        }
    }

    @Test
    void retriedMailShouldHaveAllItsAttemptsAnew() {
        try (var mailbox = new Mailbox(2, 2)) {
            String task = task(mailbox);
            quarantine(task);

            assertThat(post(task, "retry", Map.of("outcome", "quarantined")).<Integer>path("count"))
                    .isEqualTo(1);
            now = Instant.now().plusSeconds(1);
            run(task);

            assertThat(entry(task, 2).outcome()).isEqualTo("failed");
            assertThat(entry(task, 2).attempts()).isEqualTo(1);
        }
    }

    @Test
    void ignoredMailShouldNeverBeTriedAgain() {
        try (var mailbox = new Mailbox(2, 2)) {
            String task = task(mailbox);
            run(task);

            assertThat(post(task, "ignore", Map.of("outcome", "failed")).<Integer>path("count"))
                    .isEqualTo(1);

            later(60);
            assertThat(run(task).matched()).isZero();
            user.request().post(TASKS + "/{id}/rescan", task);
            assertThat(run(task).matched()).as("the other one only").isEqualTo(1);
            var ignored = entry(task, 2);
            assertThat(ignored.outcome()).isEqualTo("ignored");
            assertThat(ignored.cause()).isNotBlank();
            assertThat(ignored.nextTry()).isNull();
            assertThat(post(task, "retry", Map.of("ids", List.of(ignored.id()))).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void unknownOrUnfitIdsShouldBeRefusedAndChangeNothing() {
        try (var mailbox = new Mailbox(2, 2)) {
            String task = task(mailbox);
            run(task);
            String failed = entry(task, 2).id();
            String imported = entry(task, 1).id();

            for (var ids : List.of(List.of(failed, imported), List.of(failed, "999999999-1"), List.of("x"))) {
                var refused = post(task, "ignore", Map.of("ids", ids));
                assertThat(refused.statusCode()).as(refused.asString()).isEqualTo(422);
                assertThat(refused.<List<String>>path("errors.field")).containsExactly("ids");
            }
            assertThat(entry(task, 2).outcome()).isEqualTo("failed");
            assertThat(post(task, "ignore", Map.of("ids", List.of(failed, failed)))
                            .<Integer>path("count"))
                    .isEqualTo(1);
        }
    }

    @Test
    void selectionShouldBeEitherIdsOrAnOutcome() {
        try (var mailbox = new Mailbox(1, 0)) {
            String task = task(mailbox);

            assertThat(post(task, "retry", Map.of()).statusCode()).isEqualTo(422);
            assertThat(post(task, "retry", Map.of("ids", List.of("1-1"), "outcome", "failed"))
                            .statusCode())
                    .isEqualTo(422);
            assertThat(post(task, "retry", Map.of("outcome", "imported")).statusCode())
                    .isEqualTo(422);
            assertThat(post(task, "retry", Map.of("ids", List.of())).statusCode())
                    .isEqualTo(422);
            assertThat(post(task, "retry", Map.of("outcome", "failed")).<Integer>path("count"))
                    .isZero();
        }
    }

    @Test
    void pagesShouldLeadThroughEverythingOnceNewestFirst() {
        try (var mailbox = new Mailbox(7, 3)) {
            String task = task(mailbox);
            run(task);
            later(6);
            mailbox.broken = 0;
            run(task);

            var uids = new ArrayList<Long>();
            String cursor = null;
            do {
                var page = cursor == null ? get(task, "limit", 2) : get(task, "limit", 2, "cursor", cursor);
                assertThat(page.statusCode()).as(page.asString()).isEqualTo(200);
                page.jsonPath().getList("items", LedgerView.class).forEach(entry -> uids.add(entry.uid()));
                cursor = page.path("cursor");
            } while (cursor != null);

            assertThat(uids).as("the second run's first").containsExactly(3L, 7L, 6L, 5L, 4L, 2L, 1L);
        }
    }

    @Test
    void ledgerShouldBeNarrowedByOutcomeMailboxAndRun() {
        try (var mailbox = new Mailbox(3, 2)) {
            String task = task(mailbox, "subjectFilter", "1|2");
            var run = run(task);

            assertThat(entries(task, "outcome", "failed"))
                    .extracting(LedgerView::uid)
                    .containsExactly(2L);
            assertThat(entries(task, "outcome", "filtered"))
                    .extracting(LedgerView::rule)
                    .containsExactly("subjectFilter");
            assertThat(entries(task, "mailbox", "INBOX")).hasSize(3);
            assertThat(entries(task, "mailbox", "Other")).isEmpty();
            assertThat(entries(task, "run", run.id())).hasSize(3);
        }
    }

    @Test
    void runOfChangedSettingsShouldHaveItsLedgerUnderTheTask() {
        try (var mailbox = new Mailbox(2, 0)) {
            String connection = connection(mailbox);
            String task = imports.create(user, aTask(connection));
            user.request().body(aTask(connection, "id", task, "maxSize", 1)).post(TASKS + "/startonce");
            var varied = database.query("select id from scan_task where varies = $1", UUID.fromString(task));
            imports.next(varied.getFirst().getUUID(0).toString(), imports.job(Limited.USUAL, Clock.systemUTC()));
            var run = imports.runs(user, task).getFirst();

            assertThat(entries(task)).isEmpty();
            assertThat(entries(task, "run", run.id()))
                    .extracting(LedgerView::rule)
                    .containsExactly("maxSize", "maxSize");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "outcome,lost",
        "limit,0",
        "limit,501",
        "cursor,x",
        "cursor,1-2",
        "run,x",
        "run,00000000-0000-0000-0000-000000000000"
    })
    void wrongParameterShouldBeRefusedByItsName(String parameter, String value) {
        try (var mailbox = new Mailbox(1, 0)) {
            var refused = get(task(mailbox), parameter, value);

            assertThat(refused.statusCode()).as(refused.asString()).isEqualTo(422);
            assertThat(refused.<List<String>>path("errors.field")).containsExactly(parameter);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"retry", "ignore"})
    void ledgerShouldBeItsOwnersOnly(String act) {
        try (var mailbox = new Mailbox(2, 2)) {
            String task = task(mailbox);
            run(task);

            assertThat(stranger.request().get(TASKS + "/{id}/ledger", task).statusCode())
                    .isEqualTo(404);
            assertThat(stranger.request()
                            .body(Map.of("outcome", "failed"))
                            .post(TASKS + "/{id}/ledger/" + act, task)
                            .statusCode())
                    .isEqualTo(404);
            assertThat(RestAssured.get(TASKS + "/{id}/ledger", task).statusCode())
                    .isEqualTo(401);
            assertThat(RestAssured.post(TASKS + "/{id}/ledger/" + act, task).statusCode())
                    .isEqualTo(401);
            assertThat(entry(task, 2).outcome()).isEqualTo("failed");
        }
    }

    @Test
    void flagsShouldBeLookedAtOnlyAfterAChange() {
        try (var mailbox = new Mailbox(2, 0)) {
            mailbox.modSeq = 5L;
            String task = task(mailbox, "flaggedOnly", true);
            assertThat(run(task).filtered()).isEqualTo(2);
            int before = mailbox.server.received().size();
            assertThat(run(task).matched()).isZero();
            assertThat(mailbox.server
                            .received()
                            .subList(before, mailbox.server.received().size()))
                    .anyMatch(line -> line.contains("EXAMINE INBOX (CONDSTORE)"))
                    .noneMatch(line -> line.contains("UID "));

            mailbox.modSeq = 6L;
            mailbox.flags = "\\Flagged";

            assertThat(run(task).imported()).isEqualTo(1);
            assertThat(mailbox.asked("UID SEARCH UID 1:2 FLAGGED")).hasSize(1);
            run(task);
            assertThat(mailbox.asked("UID SEARCH UID 1:2 FLAGGED")).hasSize(1);
        }
    }

    @Test
    void modSeqShouldNotBeAskedForWhereFlagsDecideNothing() {
        try (var mailbox = new Mailbox(1, 0)) {
            run(task(mailbox));

            assertThat(mailbox.asked("CONDSTORE")).isEmpty();
        }
    }

    @Test
    void previewShouldTellWhatItHasWhenTheServerFails() {
        try (var mailbox = new Mailbox(2, 0)) {
            mailbox.hangsUp = true;
            var settings = aTask(connection(mailbox), "subjectFilter", "2", "bodyFilter", "x");

            var preview = user.request().body(settings).post(TASKS + "/preview").as(PreviewView.class);

            assertThat(preview.complete()).isFalse();
            assertThat(preview.mails()).singleElement().satisfies(mail -> {
                assertThat(mail.subject()).isEqualTo("1");
                assertThat(mail.rule()).isEqualTo("subjectFilter");
            });
        }
    }

    @Test
    void previewShouldFetchOnlyWhatItMust() {
        try (var mailbox = new Mailbox(2, 0)) {
            var settings = aTask(connection(mailbox));

            var preview = user.request().body(settings).post(TASKS + "/preview").as(PreviewView.class);

            assertThat(preview.mails()).extracting(PreviewView.Mail::outcome).containsExactly("imported", "imported");
            assertThat(mailbox.asked("BODY.PEEK[]")).isEmpty();
            assertThat(mailbox.asked("SELECT")).isEmpty();
        }
    }

    @Test
    void previewOfAServerThatIsGoneShouldBeItsFailure() {
        String connection;
        try (var mailbox = new Mailbox(2, 0)) {
            connection = connection(mailbox);
        }

        var failed = user.request().body(aTask(connection)).post(TASKS + "/preview");

        assertThat(failed.statusCode()).isEqualTo(502);
        assertThat(failed.<String>path("detail")).contains(connection).doesNotContain("Exception");
    }
}
