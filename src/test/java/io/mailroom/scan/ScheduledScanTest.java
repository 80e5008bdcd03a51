package io.mailroom.scan;

import static io.mailroom.scan.Imports.TASKS;
import static io.mailroom.scan.Imports.aTask;
import static io.mailroom.scan.Letter.aLetter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mailroom.testsupport.GreenMailServer;
import io.mailroom.testsupport.ScriptedServer;
import io.mailroom.testsupport.User;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whole stories with the scheduler running, as a user meets them. */
@QuarkusTest
@TestProfile(ScheduledScanTest.Scheduled.class)
@Timeout(60)
class ScheduledScanTest {

    /** Runs take few mails, so that a backlog is quickly made. */
    public static final class Scheduled implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "mailroom.schedule.enabled", "true",
                    "mailroom.schedule.poll", "200ms",
                    "mailroom.scan.mails-per-run", "3");
        }
    }

    private static GreenMailServer greenMail;

    @Inject
    Imports imports;

    @TestHTTPResource
    URI base;

    private User user;
    private Postbox box;

    @BeforeAll
    static void start() {
        greenMail = GreenMailServer.start();
    }

    @AfterAll
    static void stop() {
        greenMail.close();
    }

    @BeforeEach
    void signUp() {
        user = User.anAdmin();
        var login = greenMail.user(UUID.randomUUID() + "@example.org").getLogin();
        box = new Postbox(greenMail.imap(), login, GreenMailServer.PASSWORD);
        imports.connection(user, "mail", box.server(), login, GreenMailServer.PASSWORD);
    }

    @Test
    void mailShouldBecomeAnItemWhenTheScheduleSaysSo() {
        box.deliver("INBOX", aLetter());
        String task = imports.create(user, aTask("mail", "enabled", true, "schedule", "*-*-* *:*:0/1"));

        await().until(() -> imports.items(task).size() == 1);
        box.deliver("INBOX", aLetter());
        await().until(() -> imports.items(task).size() == 2);

        user.request().delete(TASKS + "/{id}", task);
    }

    @Test
    void backlogShouldNotWaitForTheSchedule() {
        for (int i = 0; i < 8; i++) {
            box.deliver("INBOX", aLetter());
        }
        String task = imports.create(user, aTask("mail"));

        user.request().body(aTask("mail", "id", task)).post(TASKS + "/startonce");

        await().until(() -> imports.items(task).size() == 8);
        await().until(() -> imports.runs(user, task).stream().noneMatch(RunView::running));
        assertThat(imports.runs(user, task)).extracting(RunView::imported).containsExactly(2L, 3L, 3L);
    }

    @Test
    void unsavedSettingsShouldRunAtOnce() {
        box.deliver("INBOX", aLetter());

        String once =
                user.request().body(aTask("mail")).post(TASKS + "/startonce").path("id");

        await().until(() ->
                imports.runs(user, once).stream().anyMatch(run -> run.state().equals("done")));
        assertThat(imports.runs(user, once))
                .singleElement()
                .satisfies(run -> assertThat(run.imported()).isEqualTo(1));
    }

    @Test
    void taskShouldGoOnByItsScheduleWhenRunsFail() {
        String task = imports.create(
                user,
                aTask("mail", "folders", List.of("No such mailbox"), "enabled", true, "schedule", "*-*-* *:*:0/1"));

        await().until(() -> imports.runs(user, task).size() >= 2);
        assertThat(imports.runs(user, task)).extracting(RunView::state).contains("failed");
        user.request().delete(TASKS + "/{id}", task);
    }

    /** Its account would be locked: the second try comes after a minute, whatever the schedule says. */
    @Test
    void taskShouldNotGoOnByItsScheduleWhenTheLoginIsRefused() {
        imports.connection(user, "wrong", box.server(), box.user(), "wrong");

        String task = imports.create(user, aTask("wrong", "enabled", true, "schedule", "*-*-* *:*:0/1"));

        await().until(() -> !imports.runs(user, task).isEmpty());
        await().during(Duration.ofSeconds(4))
                .until(() -> imports.runs(user, task).size() == 1);
        assertThat(user.request().get(TASKS + "/{id}/runs", task).<String>path("postponed.cause"))
                .isEqualTo("auth");
        user.request().delete(TASKS + "/{id}", task);
    }

    /** A server with two mailboxes of one mail each, which hands out each when it is let. */
    private static ScriptedServer slow(Semaphore mayAnswer) {
        String mail = "Subject: slow\r\n\r\n";
        return ScriptedServer.imap("UIDPLUS", command -> {
            if (command.startsWith("EXAMINE")) {
                return "* 1 EXISTS\r\n* OK [UIDVALIDITY 7]\r\n* OK [UIDNEXT 2]\r\n$ OK opened\r\n";
            }
            if (command.startsWith("UID SEARCH")) {
                return "* SEARCH 1\r\n$ OK\r\n";
            }
            if (command.contains("RFC822.SIZE")) {
                return "* 1 FETCH (UID 1 RFC822.SIZE " + mail.length() + ")\r\n$ OK\r\n";
            }
            if (command.contains("BODY.PEEK")) {
                mayAnswer.acquireUninterruptibly();
                return "* 1 FETCH (UID 1 BODY[] {" + mail.length() + "}\r\n" + mail + ")\r\n$ OK\r\n";
            }
            return "$ OK\r\n";
        });
    }

    @Test
    void eventsShouldArriveAsTheRunGrowsAndEndWithItsFinalRecord() throws Exception {
        var mayAnswer = new Semaphore(0);
        try (var server = slow(mayAnswer);
                var http = HttpClient.newHttpClient()) {
            imports.connection(user, "slow", server.address(), "ann", "secret");
            String task = user.request()
                    .body(aTask("slow", "folders", List.of("A", "B")))
                    .post(TASKS + "/startonce")
                    .path("id");
            await().until(() -> !imports.runs(user, task).isEmpty());
            var run = imports.runs(user, task).getFirst();

            var events = new ArrayList<RunView>();
            try (var lines = http.send(events(user, task, run.id().toString()), HttpResponse.BodyHandlers.ofLines())
                    .body()) {
                lines.filter(line -> line.startsWith("data:")).forEach(line -> {
                    events.add(read(line.substring(5)));
                    mayAnswer.release();
                });
            }

            assertThat(events).hasSizeGreaterThanOrEqualTo(3);
            assertThat(events.getFirst().state()).isEqualTo("running");
            assertThat(events.getFirst().matched()).isZero();
            assertThat(events).extracting(RunView::matched).isSorted().contains(1L);
            assertThat(events.subList(0, events.size() - 1)).allMatch(RunView::running);
            assertThat(events.getLast().state()).isEqualTo("done");
            assertThat(events.getLast().matched()).isEqualTo(2);
            assertThat(events.getLast().ended()).isNotNull();
        }
    }

    private static RunView read(String json) {
        try {
            return new ObjectMapper().readValue(json, RunView.class);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private HttpRequest events(User reader, String task, String run) {
        return HttpRequest.newBuilder(base.resolve(TASKS + "/" + task + "/runs/" + run + "/events"))
                .header("X-Docspell-Auth", reader.token())
                .header("Accept", "text/event-stream")
                .timeout(java.time.Duration.ofSeconds(TimeUnit.SECONDS.toSeconds(30)))
                .build();
    }

    @Test
    void eventsOfARunThatHasEndedShouldBeItsFinalRecord() throws Exception {
        String task =
                user.request().body(aTask("mail")).post(TASKS + "/startonce").path("id");
        await().until(() -> imports.runs(user, task).stream().anyMatch(run -> !run.running()));
        var run = imports.runs(user, task).getFirst();

        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(events(user, task, run.id().toString()), HttpResponse.BodyHandlers.ofString());

            assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("text/event-stream");
            assertThat(answer.body().lines().filter(line -> line.startsWith("data:")))
                    .singleElement()
                    .satisfies(line -> assertThat(read(line.substring(5))).isEqualTo(run));
        }
    }

    @Test
    void eventsShouldNotBeFoundByAnybodyElse() throws Exception {
        String task =
                user.request().body(aTask("mail")).post(TASKS + "/startonce").path("id");
        await().until(() -> !imports.runs(user, task).isEmpty());
        String run = imports.runs(user, task).getFirst().id().toString();
        var colleague = user.aColleague("ben");

        try (var http = HttpClient.newHttpClient()) {
            for (var request : List.of(
                    events(colleague, task, run),
                    events(user, task, UUID.randomUUID().toString()),
                    events(user, task, "x"))) {
                var answer = http.send(request, HttpResponse.BodyHandlers.ofString());

                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
                assertThat(answer.body()).contains("\"success\":false");
            }
        }
        assertThat(colleague
                        .request()
                        .get(TASKS + "/{id}/runs/{run}", task, run)
                        .statusCode())
                .isEqualTo(404);
        assertThat(colleague.request().get(TASKS + "/{id}/runs", task).statusCode())
                .isEqualTo(404);
    }
}
