package io.mailroom.scan;

import static io.mailroom.scan.Imports.TASKS;
import static io.mailroom.scan.Imports.aTask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.mailroom.db.Database;
import io.mailroom.scan.Imports.Limited;
import io.mailroom.testsupport.ScriptedServer;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Servers that misbehave, and what happens to a task while its run waits for the server. */
@QuarkusTest
class OddServerScanTest {

    private static final String FIRST = "Message-ID: <1@odd>\r\nSubject: one\r\n\r\nfirst\r\n";
    private static final String SECOND = "Message-ID: <2@odd>\r\nSubject: two\r\n\r\nsecond\r\n";

    private static User user;

    @Inject
    Imports imports;

    @Inject
    Database database;

    @Inject
    ScanTargets targets;

    private Instant now = Instant.now();

    @BeforeEach
    void signUp() {
        user = User.anAdmin();
    }

    private String task(ScriptedServer server, Object... changes) {
        String connection = "c" + UUID.randomUUID();
        imports.connection(user, connection, server.address(), "ann", "secret");
        return imports.create(user, aTask(connection, changes));
    }

    private RunView run(String task) {
        return imports.run(user, task, job());
    }

    private ScanJob job() {
        return imports.job(Limited.USUAL, Clock.fixed(now, ZoneOffset.UTC));
    }

    /** A mailbox of two mails, UIDs 1 and 2; how their bodies are fetched is the test's. */
    private static ScriptedServer twoMails(Function<String, String> bodies) {
        return ScriptedServer.imap("UIDPLUS MOVE", command -> {
            if (command.startsWith("EXAMINE") || command.startsWith("SELECT")) {
                return "* 2 EXISTS\r\n* OK [UIDVALIDITY 7]\r\n* OK [UIDNEXT 3]\r\n$ OK [READ-WRITE] opened\r\n";
            }
            if (command.startsWith("UID SEARCH")) {
                return "* SEARCH 1 2\r\n$ OK\r\n";
            }
            if (command.contains("RFC822.SIZE")) {
                return info(1, FIRST) + info(2, SECOND) + "$ OK\r\n";
            }
            return command.contains("BODY.PEEK") ? bodies.apply(command) : "$ OK\r\n";
        });
    }

    private static String info(int uid, String mail) {
        return "* " + uid + " FETCH (UID " + uid + " RFC822.SIZE " + mail.length()
                + " INTERNALDATE \"01-Apr-2026 10:00:00 +0000\" FLAGS ())\r\n";
    }

    private static String body(int uid, String section, String content) {
        return "* " + uid + " FETCH (UID " + uid + " BODY[" + section + "] {" + content.length() + "}\r\n" + content
                + ")\r\n";
    }

    /** The second mail cannot be had; the first can, alone and with it. */
    private static String secondIsBroken(String command) {
        boolean first = command.matches("UID FETCH 1\\b.*") || command.startsWith("UID FETCH 1:2");
        boolean second = command.matches("UID FETCH 2\\b.*") || command.startsWith("UID FETCH 1:2");
        return (first ? body(1, "", FIRST) : "") + (second ? "* 2 FETCH (UID 2 BODY[ (((\r\n" : "") + "$ OK\r\n";
    }

    @Test
    void unreadableMailShouldBeTriedAgainLaterAndGivenUpInTheEnd() {
        try (var server = twoMails(OddServerScanTest::secondIsBroken)) {
            String task = task(server);
            var job = job();
            job.run(task);
            var run = imports.runs(user, task).getFirst();

            assertThat(run.state()).isEqualTo("done");
            assertThat(run.imported()).isEqualTo(1);
            assertThat(run.failed()).isEqualTo(1);
            assertThat(run.matched()).isEqualTo(2);

            assertThat(run(task).matched()).as("not yet").isZero();
            for (int attempt = 2; attempt <= 5; attempt++) {
                now = now.plus(Duration.ofMinutes(5L << (attempt - 2)));
                assertThat(run(task).failed()).as("attempt " + attempt).isEqualTo(1);
                assertThat(run(task).matched()).as("not at once").isZero();
            }
            now = now.plus(Duration.ofDays(100));
            assertThat(run(task).matched()).as("given up").isZero();
            assertThat(outcome(task, 2)).isEqualTo("quarantined");
        }
    }

    @Test
    void unreadableMailShouldBeImportedWhenItCanBeReadLater() {
        Function<String, String> fine = command -> body(2, "", SECOND) + "$ OK\r\n";
        var bodies = new Object() {
            Function<String, String> now = OddServerScanTest::secondIsBroken;
        };
        try (var server = twoMails(command -> bodies.now.apply(command))) {
            String task = task(server);
            run(task);

            bodies.now = fine;
            now = now.plus(Duration.ofMinutes(6));

            assertThat(run(task).imported()).isEqualTo(1);
            assertThat(imports.names(task)).containsExactly("one", "two");
            assertThat(outcome(task, 2)).isEqualTo("imported");
        }
    }

    private String outcome(String task, long uid) {
        return database.query(
                        "select outcome from scan_ledger join mailbox_cursor c on c.id = cursor_id where task_id = $1 and uid = $2",
                        UUID.fromString(task),
                        uid)
                .getFirst()
                .getString(0);
    }

    @Test
    void runThatBrokeOffShouldGoOnSoonHoweverSeldomTheScheduleComes() {
        var bodies = new Object() {
            boolean broken = true;
        };
        try (var server = twoMails(command -> {
            if (bodies.broken) {
                return "* BYE\r\n";
            }
            return body(1, "", FIRST) + body(2, "", SECOND) + "$ OK\r\n";
        })) {
            now = Instant.parse("2026-05-04T10:00:00Z");
            String task = task(server, "enabled", true, "schedule", "2030-01-01 00:00");

            assertThat(imports.next(task, job())).contains(now.plus(Duration.ofMinutes(1)));
            now = now.plus(Duration.ofMinutes(1));
            assertThat(imports.next(task, job())).contains(now.plus(Duration.ofMinutes(2)));
            bodies.broken = false;
            now = now.plus(Duration.ofMinutes(2));
            assertThat(imports.next(task, job())).contains(Instant.parse("2030-01-01T00:00:00Z"));

            assertThat(imports.names(task)).containsExactly("one", "two");
        }
    }

    @Test
    void runShouldWaitForItsScheduleWhenTheServerWillRefuseItAgain() {
        try (var server = ScriptedServer.imap("", command -> "$ NO [NOPERM] not for you\r\n")) {
            String task = task(server, "enabled", true, "schedule", "2030-01-01 00:00");

            assertThat(imports.next(task, job())).contains(Instant.parse("2030-01-01T00:00:00Z"));
        }
    }

    @Test
    void excludedMailShouldNotBeAskedFor() {
        try (var server = twoMails(command -> command.contains("HEADER")
                ? body(1, "HEADER", "Subject: one\r\n\r\n") + body(2, "HEADER", "Subject: two\r\n\r\n") + "$ OK\r\n"
                : body(1, "", FIRST) + "$ OK\r\n")) {
            var run = run(task(server, "subjectFilter", "one"));

            assertThat(run.filtered()).isEqualTo(1);
            assertThat(run.bytes()).isEqualTo(FIRST.length());
            assertThat(server.received())
                    .filteredOn(line -> line.contains("BODY.PEEK[]"))
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains("UID FETCH 1 "));
        }
    }

    @Test
    void headersShouldNotBeFetchedByThemselvesWithoutAFilterOnThem() {
        try (var server = twoMails(command -> body(1, "", FIRST) + body(2, "", SECOND) + "$ OK\r\n")) {
            assertThat(run(task(server)).imported()).isEqualTo(2);

            assertThat(server.received()).noneMatch(line -> line.contains("HEADER"));
        }
    }

    @Test
    void secondRunShouldAskForNothing() {
        try (var server = twoMails(command -> body(1, "", FIRST) + body(2, "", SECOND) + "$ OK\r\n")) {
            String task = task(server);
            run(task);
            int before = server.received().size();

            run(task);

            assertThat(server.received().stream().skip(before))
                    .as(
                            "the kept connection is asked whether it is still there, and the mailbox whether it is unchanged")
                    .extracting(line -> line.replaceFirst("^\\S+ ", ""))
                    .containsExactly("NOOP", "EXAMINE INBOX");
        }
    }

    @Test
    void connectionShouldBeMadeAnewWhenTheKeptOneIsGone() {
        var connections = new AtomicInteger();
        try (var server = ScriptedServer.start(dialogue -> {
            connections.incrementAndGet();
            dialogue.say("* PREAUTH [CAPABILITY IMAP4rev1] ready");
            dialogue.answerTagged(command -> command.startsWith("EXAMINE")
                    ? "* 0 EXISTS\r\n* OK [UIDVALIDITY 7]\r\n* OK [UIDNEXT 1]\r\n$ OK\r\n"
                    : command.startsWith("NOOP") ? "* BYE you were away too long\r\n" : "$ OK\r\n");
        })) {
            String task = task(server);

            assertThat(run(task).state()).isEqualTo("done");
            assertThat(run(task).state()).isEqualTo("done");
            assertThat(connections).hasValue(2);
        }
    }

    /** RFC822.SIZE is a hint, and some servers give a bad one. */
    @Test
    void mailShouldBeImportedWhenItIsFarBiggerThanAnnounced() {
        var big = "Message-ID: <big@odd>\r\nSubject: big\r\n\r\n" + "0123456789abcdef\r\n".repeat(300_000);
        try (var server = twoMails(command -> {
            if (!command.contains("<")) {
                return body(1, "", FIRST) + body(2, "", big) + "$ OK\r\n";
            }
            int uid = command.startsWith("UID FETCH 1 ") ? 1 : 2;
            var whole = uid == 1 ? FIRST : big;
            int from = Integer.parseInt(command.replaceAll(".*<(\\d+)\\..*", "$1"));
            var piece = whole.substring(Math.min(whole.length(), from), Math.min(whole.length(), from + (1 << 20)));
            return body(uid, "", piece).replace("BODY[]", "BODY[]<" + from + ">") + "$ OK\r\n";
        })) {
            String task = task(server);

            var run = imports.run(
                    user,
                    task,
                    imports.job(
                            Limited.USUAL.withMemory(1 << 20).withBytesPerMail(64 << 20),
                            Clock.fixed(now, ZoneOffset.UTC)));

            assertThat(run.imported()).isEqualTo(2);
            assertThat(run.bytes()).isEqualTo(FIRST.length() + big.length());
            assertThat(imports.names(task)).containsExactlyInAnyOrder("one", "big");
        }
    }

    /** Exchange answers a partial FETCH with the whole message now and then; here it is more than may be held at all. */
    @Test
    void mailShouldBeRecordedAsFailedWhenItComesNeitherWholeNorInPieces() {
        try (var server = twoMails(command -> command.contains("FETCH 2 ") || !command.contains("<")
                ? body(1, "", FIRST) + "* 2 FETCH (UID 2 BODY[] {1999999999}\r\nxxx"
                : body(1, "", FIRST).replace("BODY[]", "BODY[]<0>") + "$ OK\r\n")) {
            String task = task(server);

            var first = run(task);

            assertThat(first.imported()).isEqualTo(1);
            assertThat(first.failed()).isEqualTo(1);
            assertThat(outcome(task, 2)).isEqualTo("failed");
            assertThat(run(task).matched()).as("it stands in nobody's way").isZero();
        }
    }

    @Test
    void runsShouldFollowEachOtherWithoutAPauseWhenThereIsMoreThanOneMayTake() {
        try (var server = twoMails(
                command -> (command.contains("FETCH 1 ") ? body(1, "", FIRST) : body(2, "", SECOND)) + "$ OK\r\n")) {
            String task = task(server);

            imports.job(new Limited(1, 5), Clock.systemUTC()).run(task);

            assertThat(imports.runs(user, task))
                    .extracting(RunView::imported, RunView::state)
                    .containsExactly(tuple(1L, "done"), tuple(1L, "done"));
            assertThat(server.received())
                    .filteredOn(line -> line.contains("SEARCH"))
                    .hasSize(1);
        }
    }

    @Test
    void serverThatHangsUpShouldFailTheRunAndKeepWhatIsCommitted() {
        try (var server = ScriptedServer.start(dialogue -> dialogue.say("* BYE closing"))) {
            String task = task(server, "enabled", true);

            var next = imports.next(task, job());
            var run = imports.runs(user, task).getFirst();

            assertThat(run.state()).isEqualTo("failed");
            assertThat(run.error()).contains("127.0.0.1").doesNotContain("Exception", "secret");
            assertThat(next).isPresent();
        }
    }

    @Test
    void serverThatIsGoneShouldFailTheRun() {
        String task;
        try (var server = ScriptedServer.silent()) {
            task = task(server);
        }

        var run = run(task);

        assertThat(run.state()).isEqualTo("failed");
        assertThat(run.error()).doesNotContain("Exception");
    }

    @Test
    void refusedMailboxShouldNotStopTheOthers() {
        try (var server = ScriptedServer.imap("UIDPLUS", command -> {
            if (command.startsWith("EXAMINE Broken")) {
                return "$ NO [SERVERBUG] Internal error occurred\r\n";
            }
            if (command.startsWith("EXAMINE")) {
                return "* 0 EXISTS\r\n* OK [UIDVALIDITY 7]\r\n* OK [UIDNEXT 1]\r\n$ OK opened\r\n";
            }
            return "$ OK\r\n";
        })) {
            var run = run(task(server, "folders", List.of("Broken", "INBOX")));

            assertThat(run.state()).isEqualTo("failed");
            assertThat(run.error()).contains("Internal error");
            assertThat(server.received()).anyMatch(line -> line.contains("EXAMINE INBOX"));
        }
    }

    @Test
    void mailsShouldNotBeTouchedWhenTheyCouldNotBeStored() {
        try (var server = twoMails(OddServerScanTest::secondIsBroken)) {
            run(task(server, "deleteMail", true));

            assertThat(server.received())
                    .filteredOn(line -> line.contains("STORE") || line.contains("EXPUNGE"))
                    .hasSize(2)
                    .allMatch(line -> line.contains(" 1"));
        }
    }

    /** Runs a task and does something to it while the run waits for the bodies; the server is there for one run more. */
    private void duringARun(Function<String, Response> act, Consumer<String> afterwards) {
        var todo = new AtomicReference<Runnable>(() -> {});
        try (var server = twoMails(command -> {
            todo.getAndSet(() -> {}).run();
            return body(1, "", FIRST) + body(2, "", SECOND) + "$ OK\r\n";
        })) {
            String task = task(server);
            todo.set(() -> assertThat(act.apply(task).statusCode()).isEqualTo(200));

            assertThat(imports.next(task, job())).isEmpty();

            afterwards.accept(task);
        }
    }

    private void assertInterruptedAndDoneByTheNext(String task) {
        var run = imports.runs(user, task).getFirst();
        assertThat(run.state()).isEqualTo("interrupted");
        assertThat(run.error()).contains("changed");
        assertThat(imports.items(task)).isEmpty();
        assertThat(run(task).imported()).as("the next run does it all").isEqualTo(2);
    }

    @Test
    void rescanDuringARunShouldStartFromTheBeginning() {
        duringARun(task -> user.request().post(TASKS + "/{id}/rescan", task), this::assertInterruptedAndDoneByTheNext);
    }

    @Test
    void otherFiltersDuringARunShouldStartFromTheBeginning() {
        duringARun(
                task -> {
                    Map<String, Object> settings =
                            user.request().get(TASKS + "/{id}", task).jsonPath().getMap("");
                    settings.put("fileFilter", "*");
                    return imports.put(user, task, settings);
                },
                this::assertInterruptedAndDoneByTheNext);
    }

    @Test
    void deletionDuringARunShouldEndItQuietly() {
        duringARun(
                task -> user.request().delete(TASKS + "/{id}", task),
                task -> assertThat(database.query(
                                "select 1 from item i join collective c on c.id = i.collective_id where c.name = $1",
                                user.collective()))
                        .isEmpty());
    }

    @Test
    void runOfOtherSettingsShouldNotInterruptTheTasksOwn() {
        try (var server = twoMails(command -> body(1, "", FIRST) + body(2, "", SECOND) + "$ OK\r\n")) {
            String task = task(server);
            var own = Run.start(targets.load(UUID.fromString(task)).orElseThrow(), database, Clock.systemUTC());
            Map<String, Object> settings =
                    user.request().get(TASKS + "/{id}", task).jsonPath().getMap("");
            settings.put("subjectFilter", "nothing");
            user.request().body(settings).post(TASKS + "/startonce");
            var varied = database.query("select id from scan_task where varies = $1", UUID.fromString(task))
                    .getFirst()
                    .getUUID(0);
            job().run(varied.toString());

            assertThat(own.isOver()).isFalse();
            assertThat(imports.runs(user, task)).hasSize(2);
            own.end(null);
        }
    }

    @Test
    void supersededRunShouldCommitNothingMore() {
        try (var server = twoMails(command -> "$ OK\r\n")) {
            var target = targets.load(UUID.fromString(task(server))).orElseThrow();
            var first = Run.start(target, database, Clock.systemUTC());
            var second = Run.start(target, database, Clock.systemUTC());

            assertThatThrownBy(() -> database.inTransaction(tx -> first.add(tx, "INBOX", new Tally(1, 0, 0, 0, 9))))
                    .isInstanceOf(Run.Superseded.class);
            assertThatThrownBy(() -> database.inTransaction(first::fence)).isInstanceOf(Run.Superseded.class);
            first.mailboxError("INBOX", "late");
            first.end("late");

            var runs = imports.runs(user, target.taskId().toString());
            assertThat(runs).extracting(RunView::state).containsExactlyInAnyOrder("running", "interrupted");
            assertThat(runs).allSatisfy(run -> assertThat(run.mailboxes()).isEmpty());
            second.end(null);
        }
    }
}
