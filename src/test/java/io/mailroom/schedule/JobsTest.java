package io.mailroom.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.agroal.api.AgroalDataSource;
import io.mailroom.db.Database;
import io.mailroom.db.Transactions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class JobsTest {

    @Inject
    Jobs jobs;

    @Inject
    JobRunner runner;

    @Inject
    JobRows rows;

    @Inject
    RecordingJob job;

    @Inject
    Transactions transactions;

    @Inject
    Database database;

    @Inject
    AgroalDataSource dataSource;

    @Inject
    ScheduleConfig config;

    @Inject
    Clock clock;

    private final String instance = UUID.randomUUID().toString();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);

    @BeforeEach
    void start() {
        runner.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        runner.stop();
    }

    @Test
    void jobShouldRunAtOnceWhenItIsDueAndTheRunnerIsWoken() {
        put(Instant.now());

        awaitRuns(1);
        awaitGone();
    }

    @Test
    void jobShouldNotRunWhenTheCallersTransactionIsRolledBack() {
        assertThatThrownBy(() -> transactions.await(() -> jobs.put(RecordingJob.NAME, instance, Instant.now())
                        .chain(() -> Uni.createFrom().failure(new IllegalStateException("on purpose")))))
                .hasMessage("on purpose");

        assertThat(row()).isEmpty();
    }

    @Test
    void jobShouldRunAgainWhenItsRunSaysSo() {
        var next = Instant.now().plus(Duration.ofHours(1));
        job.on(instance, () -> job.runs(instance).size() < 3 ? Optional.of(Instant.now()) : Optional.of(next));

        put(Instant.now());

        awaitRuns(3);
        awaitTime(next);
    }

    @Test
    void timeShouldBeTheLastOneWhenItIsPutTwice() {
        var later = Instant.now().plus(Duration.ofDays(2));

        put(Instant.now().plus(Duration.ofDays(1)));
        put(later);

        awaitTime(later);
    }

    @Test
    void putShouldCountWhenItComesWhileTheJobRunsForTheLastTime() throws Exception {
        var later = Instant.now().plus(Duration.ofDays(1));
        blockFirstRun();
        put(Instant.now());
        begun.await();

        put(later);
        end.countDown();

        awaitTime(later);
        assertThat(job.runs(instance)).hasSize(1);
    }

    @Test
    void jobShouldRunOnceMoreWhenItIsStartedWhileItRuns() throws Exception {
        blockFirstRun();
        put(Instant.now());
        begun.await();

        runNow();
        put(Instant.now().plus(Duration.ofDays(1))); // and a schedule that is changed after that does not undo it
        end.countDown();

        awaitRuns(2);
    }

    @Test
    void startShouldNotBePutOffWhenTheScheduleIsChangedBeforeItHappens() {
        runner.stop();
        runNow();
        put(Instant.now().plus(Duration.ofDays(1)));

        runner.start();

        awaitRuns(1);
    }

    @Test
    void timeShouldBeTheEarliestWhenItIsToRunByThen() {
        var soon = Instant.now().plus(Duration.ofHours(1));

        runBy(soon.plus(Duration.ofHours(1)));
        runBy(soon);
        runBy(soon.plus(Duration.ofHours(2)));

        awaitTime(soon);
    }

    @Test
    void jobShouldRunOnceMoreWhenItIsToRunByATimeWhileItRunsForTheLastTime() throws Exception {
        blockFirstRun();
        put(Instant.now());
        begun.await();

        runBy(Instant.now());
        end.countDown();

        awaitRuns(2);
        awaitGone();
    }

    @Test
    void jobShouldNotRunWhenTheTransactionOfPlainSqlIsRolledBack() {
        assertThatThrownBy(() -> database.inTransaction(session -> {
                    jobs.runBy(session, RecordingJob.NAME, instance, Instant.now());
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");

        assertThat(row()).isEmpty();
    }

    @Test
    void jobShouldNotRunAgainWhenItIsRemovedWhileItRuns() throws Exception {
        blockFirstRun(Instant.now());
        put(Instant.now());
        begun.await();

        remove();
        assertThat(row()).isPresent(); // held, so that nobody else runs it meanwhile
        end.countDown();

        awaitGone();
        assertThat(job.runs(instance)).hasSize(1);
    }

    @Test
    void jobShouldRunOneAtATimeWhenItIsRemovedAndPutWhileItRuns() throws Exception {
        blockFirstRun();
        put(Instant.now());
        begun.await();

        remove();
        put(Instant.now());
        assertThat(job.runs(instance)).hasSize(1);
        end.countDown();

        awaitRuns(2);
        awaitGone();
    }

    @Test
    void rowShouldBeGoneWhenItIsRemovedBeforeItsTime() {
        put(Instant.now().plus(Duration.ofDays(1)));

        remove();

        assertThat(row()).isEmpty();
    }

    @Test
    void jobShouldBeTriedAgainLaterWhenItsRunFails() {
        job.on(instance, () -> {
            throw new IllegalStateException("on purpose");
        });

        put(Instant.now());

        awaitRuns(1);
        await().until(() ->
                row().filter(row -> !row.picked() && row.failures() == 1).isPresent());
        assertThat(row().orElseThrow().time())
                .isBetween(Instant.now().plusSeconds(1), Instant.now().plusSeconds(6));
    }

    @Test
    void backOffShouldDoubleUpToTenMinutesWhenFailuresGoOn() {
        assertThat(IntStream.of(0, 1, 2, 6, 7, 1000).mapToObj(JobRunner::backOff))
                .containsExactly(
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(320),
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(10));
    }

    @Test
    void jobShouldRunWhenItsHolderWasKilledAndThereIsNoOtherReplica() {
        database.update("""
                insert into scheduled_tasks (task_name, task_instance, execution_time, picked, picked_by, last_heartbeat, version)
                values ($1, $2, now() - interval '1 minute', true, 'the dead', now(), 2)""", RecordingJob.NAME, instance);

        rows.reviveAll();
        jobs.wake();

        awaitRuns(1);
        awaitGone();
    }

    @Test
    void jobShouldRunWhenItsHolderOnAnotherReplicaIsSilentForTooLong() {
        runner.stop();
        database.update("""
                insert into scheduled_tasks (task_name, task_instance, execution_time, picked, picked_by, last_heartbeat, version)
                values ($1, $2, now() - interval '5 minutes', true, 'the dead', now() - interval '2 minutes', 2)""", RecordingJob.NAME, instance);

        runner.start(); // which looks for the dead at once, and then with every heartbeat

        awaitRuns(1);
    }

    @Test
    void jobShouldGiveItsRowBackWhenTheServiceStopsInTheMiddle() throws Exception {
        blockFirstRun();
        put(Instant.now());
        begun.await();
        var stopper = Thread.ofVirtual().start(runner::stop);

        end.countDown();
        stopper.join();

        assertThat(row()).isEmpty(); // the run came to its end within the grace, and was the last
    }

    @Test
    void everyJobShouldRunOnceWhenTwoReplicasShareThem() {
        runner.stop();
        var instances =
                IntStream.range(0, 200).mapToObj(i -> instance + "-" + i).toList();
        instances.forEach(each -> transact(() -> jobs.put(RecordingJob.NAME, each, Instant.now())));
        var other = new JobRunner(List.of(job), dataSource, rows, new Runs(new SimpleMeterRegistry()), config, clock);

        runner.start();
        other.start();

        try {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(database.query(
                                    "select 1 from scheduled_tasks where task_instance like $1", instance + "%"))
                            .isEmpty());
        } finally {
            other.stop();
        }
        assertThat(instances).allSatisfy(each -> assertThat(job.runs(each)).hasSize(1));
    }

    private void blockFirstRun(Instant... next) {
        job.on(instance, () -> {
            begun.countDown();
            try {
                end.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return List.of(next).stream().findFirst();
        });
    }

    private void put(Instant at) {
        transact(() -> jobs.put(RecordingJob.NAME, instance, at));
    }

    private void runNow() {
        transact(() -> jobs.runNow(RecordingJob.NAME, instance));
    }

    private void runBy(Instant at) {
        database.inTransaction(session -> jobs.runBy(session, RecordingJob.NAME, instance, at));
        jobs.wake();
    }

    private void remove() {
        transact(() -> jobs.remove(RecordingJob.NAME, instance));
    }

    private void transact(Supplier<Uni<Void>> work) {
        transactions.await(work);
        jobs.wake();
    }

    private void awaitRuns(int n) {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(job.runs(instance)).hasSize(n));
    }

    private void awaitGone() {
        await().atMost(Duration.ofSeconds(10)).until(() -> row().isEmpty());
    }

    private void awaitTime(Instant time) {
        await().atMost(Duration.ofSeconds(10))
                .until(() -> row().filter(row -> !row.picked()
                                && Duration.between(row.time(), time).abs().toMillis() < 1)
                        .isPresent());
    }

    private record JobRow(Instant time, boolean picked, int failures) {}

    private Optional<JobRow> row() {
        return database.query("""
                        select execution_time, picked, coalesce(consecutive_failures, 0)
                        from scheduled_tasks where task_name = $1 and task_instance = $2""", RecordingJob.NAME, instance).stream()
                .map(row -> new JobRow(row.getOffsetDateTime(0).toInstant(), row.getBoolean(1), row.getInteger(2)))
                .findFirst();
    }
}
