package io.mailroom.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailroom.db.Database;
import io.mailroom.health.Connections;
import io.mailroom.scan.PushTasks;
import io.mailroom.testsupport.CapturedLog;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One replica and the mailboxes that it watches, on servers of every kind. */
@QuarkusTest
@Timeout(60)
class WatchTest {

    @Inject
    WatchRows rows;

    @Inject
    PushTasks tasks;

    @Inject
    Connections health;

    @Inject
    Database database;

    private PushTaskRequests requests;
    private Round round;

    @BeforeEach
    void signUp() {
        requests = new PushTaskRequests(User.anAdmin(), database);
        round = round(Settings.QUICK);
    }

    @AfterEach
    void stop() throws InterruptedException {
        round.end();
        database.update("delete from scan_task where push");
    }

    private Round round(Settings settings) {
        return new Round(rows, new Means(tasks, health, settings, Clock.systemUTC()));
    }

    private String watched(MailHost host, String... mailboxes) {
        requests.connection("mail", host.address(), "anna", "secret");
        return requests.task("mail", List.of(mailboxes));
    }

    /** Until it is so, the replica does what it does all the time. */
    private void untilSo(Callable<Boolean> so) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    round.run();
                    return so.call();
                });
    }

    private void untilState(String task, String state) {
        untilSo(() -> state.equals(requests.state(task)));
    }

    @Test
    void newMailShouldWakeTheTask() {
        try (var host = MailHost.withIdle()) {
            String task = watched(host, "INBOX");
            untilState(task, "watching");
            assertThat(requests.isWoken(task)).as("the mailbox is empty").isFalse();

            host.deliver("INBOX");
            await().until(() -> requests.isWoken(task));
            requests.sleepAgain(task);
            host.deliver("INBOX");

            await().until(() -> requests.isWoken(task));
            assertThat(host.connections()).isEqualTo(1);
        }
    }

    @Test
    void mailThatCameBeforeShouldWakeTheTaskOnlyWhenItWasNotDealtWith() {
        try (var host = MailHost.withIdle()) {
            host.deliver("Known");
            host.deliver("New");
            host.deliver("New");
            requests.connection("mail", host.address(), "anna", "secret");
            String known = requests.task("mail", List.of("Known"));
            String fresh = requests.task("mail", List.of("New"));
            requests.reach(known, "Known", 1);
            requests.reach(fresh, "New", 1);

            untilSo(() -> "watching".equals(requests.state(known)) && "watching".equals(requests.state(fresh)));

            assertThat(requests.isWoken(fresh)).isTrue();
            assertThat(requests.isWoken(known)).isFalse();
        }
    }

    @Test
    void serverWithoutIdleShouldBeAsked() {
        try (var host = MailHost.withoutIdle()) {
            String task = watched(host, "INBOX");
            untilState(task, "polling");

            host.deliver("INBOX");

            await().until(() -> requests.isWoken(task));
            assertThat(host.received("NOOP")).isPositive();
            assertThat(host.received("IDLE")).isZero();
            assertThat(host.connections()).isEqualTo(1);
        }
    }

    @Test
    void serverThatRefusesIdleShouldBeAsked() {
        try (var host = MailHost.withIdle()) {
            host.refuseIdle();
            String task = watched(host, "INBOX");
            untilState(task, "polling");

            host.deliver("INBOX");

            await().until(() -> requests.isWoken(task));
            assertThat(host.received("IDLE")).isEqualTo(1);
            assertThat(host.connections()).isEqualTo(1);
        }
    }

    @Test
    void connectionThatTheServerEndsShouldBeMadeAnewWithoutAWarning() {
        try (var host = MailHost.withIdle();
                var log = CapturedLog.ofEverything("io.mailroom.watch")) {
            String task = watched(host, "INBOX");
            untilState(task, "watching");

            host.sayBye();
            host.deliver("INBOX");

            await().until(() -> requests.isWoken(task));
            assertThat(host.connections()).isEqualTo(2);
            assertThat(log.text()).doesNotContain("failed");
        }
    }

    @Test
    void silentServerShouldBeGivenUpInTimeAndTriedAgain() {
        round = round(Settings.QUICK.withHeartbeat(Duration.ofMillis(500), Duration.ofSeconds(1)));
        try (var host = MailHost.withIdle()) {
            String task = watched(host, "INBOX");
            untilState(task, "watching");

            host.forget(true);
            await().atMost(Duration.ofSeconds(3)).until(() -> host.watching("INBOX") == 0);
            host.forget(false);
            host.deliver("INBOX");

            await().atMost(Duration.ofSeconds(20)).until(() -> requests.isWoken(task));
        }
    }

    @Test
    void wrongPasswordShouldBeTriedOnceAndSaidOnceUntilItIsChanged() {
        try (var host = MailHost.withIdle();
                var log = CapturedLog.ofEverything("io.mailroom.watch")) {
            requests.connection("mail", host.address(), "anna", "not-the-secret");
            String task = requests.task("mail", List.of("INBOX", "Other", "Third"));

            untilState(task, "failed");
            for (int i = 0; i < 20; i++) {
                untilState(task, "failed");
            }

            assertThat(requests.error(task)).contains("refused the login").doesNotContain("not-the-secret");
            assertThat(host.received(" LOGIN ")).isEqualTo(1);
            assertThat(log.text()).doesNotContain("not-the-secret").containsOnlyOnce("and is tried again");

            requests.changeConnection("mail", host.address(), "anna", "secret");
            untilState(task, "watching");
            assertThat(requests.error(task)).isNull();
        }
    }

    @Test
    void watchShouldFollowItsTask() {
        try (var host = MailHost.withIdle()) {
            String task = watched(host, "INBOX");
            untilState(task, "watching");

            requests.change(task, "folders", List.of("Bills"));
            untilSo(() -> host.watching("INBOX") == 0 && host.watching("Bills") == 1);

            requests.change(task, "enabled", false);
            untilSo(() -> host.watching("Bills") == 0 && watchedTasks() == 0);
            assertThat(requests.state(task)).isNull();

            requests.change(task, "enabled", true);
            untilState(task, "watching");
            requests.change(task, "push", false);
            untilSo(() -> host.watching("Bills") == 0 && watchedTasks() == 0);

            requests.change(task, "push", true);
            untilState(task, "watching");
            requests.delete(task);
            untilSo(() -> host.watching("Bills") == 0);
            assertThat(watchedTasks()).isZero();
        }
    }

    @Test
    void taskThatIsNotToBePushedShouldNotBeWatched() throws Exception {
        try (var host = MailHost.withIdle()) {
            requests.connection("mail", host.address(), "anna", "secret");
            String plain = requests.task("mail", List.of("INBOX"), "push", false);
            requests.task("mail", List.of("INBOX"), "enabled", false);

            round.run();

            assertThat(watchedTasks()).isZero();
            assertThat(requests.state(plain)).isNull();
            assertThat(host.connections()).isZero();
        }
    }

    @Test
    void mailboxesShouldBeWatchedUpToTheLimitAndNeverTheTarget() {
        round = round(Settings.QUICK.withMailboxes(2));
        try (var host = MailHost.withIdle()) {
            requests.connection("mail", host.address(), "anna", "secret");
            String task = requests.task("mail", List.of("Done", "A", "B", "C"), "targetFolder", "Done");

            untilSo(() -> host.watching("A") == 1 && host.watching("B") == 1);

            untilState(task, "watching");
            assertThat(host.mostOpen()).containsOnlyKeys("A", "B");
        }
    }

    @Test
    void treeShouldBeWatchedAsTheServerListsIt() {
        try (var host = MailHost.withIdle()) {
            host.deliver("Work");
            host.deliver("Work/Bills");
            host.deliver("Home");
            requests.connection("mail", host.address(), "anna", "secret");
            String task = requests.task("mail", List.of("Work"), "scanRecursively", true);

            untilState(task, "watching");

            await().until(() -> host.watching("Work") == 1 && host.watching("Work/Bills") == 1);
            assertThat(host.watching("Home")).isZero();
        }
    }

    @Test
    void stateShouldBeTheWorstOfTheMailboxes() {
        try (var host = MailHost.withIdle()) {
            var watch = new TaskWatch(UUID.randomUUID(), new Means(tasks, health, Settings.QUICK, Clock.systemUTC()));

            watch.report("A", WatchState.WATCHING, null);
            assertThat(watch.condition().state()).isEqualTo(WatchState.WATCHING);
            watch.report("B", WatchState.FAILED, "no such mailbox");
            var failed = watch.condition();
            watch.report("A", WatchState.WATCHING, null);

            assertThat(watch.condition()).isSameAs(failed);
            assertThat(failed.error()).isEqualTo("no such mailbox");
            watch.report("B", WatchState.POLLING, null);
            assertThat(watch.condition().state()).isEqualTo(WatchState.POLLING);
        }
    }

    private long watchedTasks() {
        return database.query("select count(*) from scan_watch").getFirst().getLong(0);
    }
}
