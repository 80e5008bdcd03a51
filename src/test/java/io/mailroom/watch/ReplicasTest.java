package io.mailroom.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailroom.db.Database;
import io.mailroom.health.Connections;
import io.mailroom.scan.PushTasks;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several replicas over one database: every task is watched by one of them, and never by two at a time. */
@QuarkusTest
@Timeout(60)
class ReplicasTest {

    private static final int TASKS = 6;

    @Inject
    WatchRows rows;

    @Inject
    PushTasks tasks;

    @Inject
    Connections health;

    @Inject
    Database database;

    private final List<Round> replicas = new ArrayList<>();
    private MailHost host;

    @BeforeEach
    void makeTasks() {
        host = MailHost.withIdle();
        var requests = new PushTaskRequests(User.anAdmin(), database);
        requests.connection("mail", host.address(), "anna", "secret");
        for (int i = 0; i < TASKS; i++) {
            requests.task("mail", List.of("Box" + i));
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (var replica : replicas) {
            replica.end();
        }
        database.update("delete from scan_task where push");
        host.close();
    }

    private Round replica(Settings settings) {
        var replica = new Round(rows, new Means(tasks, health, settings, Clock.systemUTC()));
        replicas.add(replica);
        return replica;
    }

    private void untilSo(List<Round> alive, Callable<Boolean> so) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    for (var replica : alive) {
                        replica.run();
                    }
                    return so.call();
                });
    }

    private List<Long> owned() {
        return database
                .query("select count(*) from scan_watch where owner is not null group by owner order by count(*)")
                .stream()
                .map(row -> row.getLong(0))
                .toList();
    }

    private boolean everyMailboxIsWatched() {
        for (int i = 0; i < TASKS; i++) {
            if (host.watching("Box" + i) != 1) {
                return false;
            }
        }
        return true;
    }

    private void assertNeverTwo() {
        assertThat(host.mostOpen()).hasSize(TASKS);
        assertThat(host.mostOpen().values()).allMatch(most -> most == 1);
    }

    @Test
    void lateComerShouldGetItsShare() {
        var first = replica(Settings.QUICK);
        untilSo(List.of(first), this::everyMailboxIsWatched);
        var second = replica(Settings.QUICK);

        untilSo(List.of(first, second), () -> owned().equals(List.of(3L, 3L)) && everyMailboxIsWatched());

        assertNeverTwo();
    }

    @Test
    void replicaShouldTakeNoMoreThanItMay() {
        var small = replica(Settings.QUICK.withTasks(1));
        var big = replica(Settings.QUICK);

        untilSo(List.of(small, big), () -> owned().equals(List.of(1L, 5L)) && everyMailboxIsWatched());

        assertNeverTwo();
    }

    @Test
    void replicaThatEndsShouldHandOverAtOnce() throws Exception {
        var first = replica(Settings.QUICK);
        var second = replica(Settings.QUICK);
        untilSo(List.of(first, second), () -> owned().equals(List.of(3L, 3L)) && everyMailboxIsWatched());

        first.end();
        second.run();

        assertThat(owned()).containsExactly(6L);
        untilSo(List.of(second), this::everyMailboxIsWatched);
        assertNeverTwo();
    }

    /** It hangs on the database, or the database on it: nothing but its own clock tells it to stop. */
    @Test
    void replicaThatIsNotHeardOfShouldStopBeforeOthersTakeOver() {
        var quick = Settings.QUICK.withLease(Duration.ofSeconds(3));
        var hanging = replica(quick);
        var other = replica(quick);
        untilSo(List.of(hanging, other), () -> owned().equals(List.of(3L, 3L)) && everyMailboxIsWatched());

        untilSo(List.of(other), () -> {
            hanging.stopIfLate();
            return owned().equals(List.of(6L)) && everyMailboxIsWatched();
        });

        assertNeverTwo();
    }

    @Test
    void replicaThatComesBackLateShouldShareAgain() {
        var quick = Settings.QUICK.withLease(Duration.ofSeconds(2));
        var hanging = replica(quick);
        var other = replica(quick);
        untilSo(List.of(hanging, other), () -> owned().equals(List.of(3L, 3L)) && everyMailboxIsWatched());
        untilSo(List.of(other), () -> {
            hanging.stopIfLate();
            return owned().equals(List.of(6L));
        });

        untilSo(List.of(hanging, other), () -> owned().equals(List.of(3L, 3L)) && everyMailboxIsWatched());

        assertNeverTwo();
    }

    @Test
    void replicasThatStartTogetherShouldNotClaimTheSame() throws Exception {
        var four = List.of(
                replica(Settings.QUICK), replica(Settings.QUICK), replica(Settings.QUICK), replica(Settings.QUICK));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var rounds = new ArrayList<Future<?>>();
            for (var replica : four) {
                rounds.add(threads.submit(() -> {
                    for (int i = 0; i < 20; i++) {
                        replica.run();
                    }
                    return null;
                }));
            }
            for (var round : rounds) {
                round.get();
            }
        }

        untilSo(four, this::everyMailboxIsWatched);
        assertThat(owned()).hasSizeGreaterThanOrEqualTo(3).allMatch(number -> number <= 2);
        assertNeverTwo();
    }
}
