package io.mailroom.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailroom.db.Database;
import io.mailroom.health.Connections;
import io.mailroom.scan.PushTasks;
import io.mailroom.schedule.Job;
import io.mailroom.testsupport.TestClock;
import io.mailroom.testsupport.User;
import io.quarkus.arc.All;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One connection and all who use it: the runs of a task, the watch over its mailboxes, and whoever asks for a list of them. */
@QuarkusTest
@Timeout(120)
class SharedDoorTest {

    private static final String MAILBOXES = "/api/v1/sec/email/settings/imap/mail/mailboxes";
    private static final String RUNS = PushTaskRequests.TASKS + "/{id}/runs";

    @Inject
    WatchRows rows;

    @Inject
    PushTasks tasks;

    @Inject
    Connections health;

    @Inject
    Database database;

    @Inject
    TestClock clock;

    @Inject
    @All
    List<Job> jobs;

    private User anna;
    private PushTaskRequests requests;
    private Round round;
    private MailHost host;

    @BeforeEach
    void signUp() {
        anna = User.anAdmin();
        requests = new PushTaskRequests(anna, database);
        round = new Round(rows, new Means(tasks, health, Settings.QUICK, Clock.systemUTC()));
        host = MailHost.withIdle();
    }

    @AfterEach
    void stop() throws InterruptedException {
        round.end();
        database.update("delete from scan_task where push");
        host.close();
        clock.reset();
    }

    private void run(String task) {
        jobs.stream()
                .filter(job -> job.name().equals("scan-mailbox"))
                .findFirst()
                .orElseThrow()
                .run(task);
    }

    private void untilState(String task, String state) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    round.run();
                    return state.equals(requests.state(task));
                });
    }

    private int listed() {
        return anna.request().get(MAILBOXES).statusCode();
    }

    private long logins() {
        return host.received(" LOGIN ");
    }

    @Test
    void wrongPasswordShouldBeTriedThreeTimesByAllTogether() {
        requests.connection("mail", host.address(), "anna", "not-the-secret");
        String task = requests.task("mail", List.of("INBOX", "Other"));

        run(task);
        untilState(task, "failed");
        assertThat(listed()).as("left alone for a minute").isEqualTo(503);
        assertThat(logins()).isEqualTo(1);
        clock.pass(Duration.ofSeconds(61));
        assertThat(listed()).isEqualTo(502);
        run(task);
        assertThat(logins()).isEqualTo(2);
        clock.pass(Duration.ofMinutes(5).plusSeconds(1));
        run(task);
        for (int hour = 0; hour < 5; hour++) {
            clock.pass(Duration.ofHours(1));
            run(task);
            assertThat(listed()).isEqualTo(409);
            untilState(task, "failed");
        }

        assertThat(logins()).isEqualTo(3);
        var runs = anna.request().get(RUNS, task).jsonPath();
        assertThat(runs.getList("items"))
                .as("no row for a run that was put off")
                .hasSize(2);
        assertThat(runs.<String, Object>getMap("postponed"))
                .containsEntry("state", "blocked")
                .containsEntry("cause", "auth")
                .containsKey("advice");
        var once = anna.request()
                .body(Map.of(
                        "imapConnection",
                        "mail",
                        "enabled",
                        false,
                        "folders",
                        List.of("INBOX"),
                        "schedule",
                        "*-*-* 3:00"))
                .post(PushTaskRequests.TASKS + "/startonce");
        assertThat(once.statusCode()).as(once.asString()).isEqualTo(409);
    }

    @Test
    void changeOfThePasswordShouldBeTriedAtOnceByAll() {
        requests.connection("mail", host.address(), "anna", "not-the-secret");
        String task = requests.task("mail", List.of("INBOX"));
        run(task);
        untilState(task, "failed");
        requests.sleepAgain(task);

        requests.changeConnection("mail", host.address(), "anna", "secret");

        assertThat(requests.isWoken(task)).isTrue();
        untilState(task, "watching");
        assertThat(listed()).isEqualTo(200);
        assertThat(anna.request().get(RUNS, task).jsonPath().getMap("postponed"))
                .isNull();
    }

    @Test
    void connectionThatSomebodyFoundWellAgainShouldBeWatchedAgainAtOnce() {
        requests.connection("mail", host.address(), "anna", "later");
        String task = requests.task("mail", List.of("INBOX"));
        run(task);
        untilState(task, "failed");
        host.takePassword("later");
        clock.pass(Duration.ofSeconds(61));

        assertThat(listed()).isEqualTo(200);

        untilState(task, "watching");
        assertThat(anna.request().get("/api/v1/sec/email/settings/imap/mail").<String>path("health.state"))
                .isEqualTo("ok");
    }
}
