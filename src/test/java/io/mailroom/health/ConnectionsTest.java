package io.mailroom.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.mailroom.db.Database;
import io.mailroom.db.Transactions;
import io.mailroom.egress.Cause;
import io.mailroom.schedule.Jobs;
import io.mailroom.testsupport.TestClock;
import io.mailroom.testsupport.User;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What users of a connection report, what others may do then, and what its owner sees of it. */
@QuarkusTest
class ConnectionsTest {

    private static final String SETTINGS = "/api/v1/sec/email/settings/imap";
    private static final String HEALTH = "/api/v1/sec/email/health";

    @Inject
    Connections connections;

    @Inject
    ConnectionRows rows;

    @Inject
    Reports reports;

    @Inject
    Herald herald;

    @Inject
    Jobs jobs;

    @Inject
    HealthRetention retention;

    @Inject
    HealthConfig config;

    @Inject
    Database database;

    @Inject
    Transactions transactions;

    @Inject
    TestClock clock;

    private User anna;
    private Connection connection;

    @BeforeEach
    void store() {
        anna = User.anAdmin();
        anna.request().body(settings("work")).post(SETTINGS).then().statusCode(200);
        connection = Connection.imap(
                database.query("select id from imap_setting where account_id = $1", anna.accountId(database))
                        .getFirst()
                        .getUUID(0));
    }

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    private static Map<String, Object> settings(String name) {
        return new HashMap<>(Map.of(
                "name",
                name,
                "imapHost",
                "imap.example.org",
                "imapUser",
                "anna",
                "imapPassword",
                "x",
                "sslType",
                "ssl"));
    }

    private Turn.Now turn() {
        return now(connections.enter(connection, Occasion.SCHEDULED));
    }

    private static Turn.Now now(Turn turn) {
        assertThat(turn).isInstanceOf(Turn.Now.class);
        return (Turn.Now) turn;
    }

    private Turn.Later later(Occasion occasion) {
        var turn = connections.enter(connection, occasion);
        assertThat(turn).isInstanceOf(Turn.Later.class);
        return (Turn.Later) turn;
    }

    private void fail(Cause cause) {
        try (var turn = turn()) {
            turn.failed(cause, "It said no.");
        }
    }

    private void succeed() {
        try (var turn = turn()) {
            turn.succeeded();
        }
    }

    private void block() {
        fail(Cause.AUTH);
        clock.pass(Duration.ofMinutes(2));
        fail(Cause.AUTH);
        clock.pass(Duration.ofMinutes(6));
        fail(Cause.AUTH);
    }

    private Map<String, Object> health() {
        return anna.request().get(SETTINGS + "/work").jsonPath().getMap("health");
    }

    private List<String> history() {
        return anna.request().get(HEALTH + "/imap/work/history").path("items.state");
    }

    @Test
    void connectionShouldBeUnknownUntilItIsUsed() {
        assertThat(health()).containsOnly(Map.entry("state", "unknown"), Map.entry("failures", 0));

        succeed();

        assertThat(health()).containsEntry("state", "ok").containsKeys("since", "lastSuccess");
        assertThat(history()).containsExactly("ok");
    }

    @Test
    void wrongPasswordShouldBeTriedThreeTimesAndThenNoMore() {
        fail(Cause.AUTH);
        assertThat(later(Occasion.SCHEDULED).pause()).isBetween(Duration.ofSeconds(50), Duration.ofMinutes(1));
        clock.pass(Duration.ofSeconds(61));
        fail(Cause.AUTH);
        assertThat(later(Occasion.REQUESTED).pause()).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));
        clock.pass(Duration.ofMinutes(5).plusSeconds(1));
        fail(Cause.AUTH);
        clock.pass(Duration.ofDays(30));
        anna = anna.again();

        assertThat(later(Occasion.SCHEDULED).at()).isEmpty();
        assertThat(later(Occasion.REQUESTED).problem("It was not done").status())
                .isEqualTo(409);
        assertThat(health())
                .containsEntry("state", "blocked")
                .containsEntry("cause", "auth")
                .containsEntry("message", "It said no.")
                .containsEntry("failures", 3)
                .containsEntry("link", SETTINGS + "/work")
                .containsKeys("advice", "since", "lastFailure")
                .doesNotContainKey("nextAttempt");
        assertThat(history()).containsExactly("blocked", "degraded");
    }

    /** A server whose directory hiccups refuses all who are just logging in. */
    @Test
    void refusalsOfThoseWhoBeganTogetherShouldCountAsOne() {
        succeed();
        try (var one = turn();
                var other = turn();
                var third = turn()) {
            one.failed(Cause.AUTH, "It said no.");
            other.failed(Cause.TIMEOUT, "It said nothing.");

            assertThat(third.failed(Cause.AUTH, "It said no."))
                    .hasValueSatisfying(next -> assertThat(next).isAfter(clock.instant()));
        }

        assertThat(health()).containsEntry("state", "degraded").containsEntry("failures", 2);
        clock.pass(Duration.ofMinutes(2));
        fail(Cause.AUTH);
        assertThat(health()).containsEntry("state", "degraded");
    }

    @Test
    void changeOfSettingsShouldOpenTheDoorAtOnce() {
        block();
        var changed = settings("work");
        changed.put("imapPassword", "the right one");

        anna.request().body(changed).put(SETTINGS + "/work").then().statusCode(200);

        assertThat(health()).containsEntry("state", "unknown").doesNotContainKey("cause");
        succeed();
        assertThat(health()).containsEntry("state", "ok").containsEntry("failures", 0);
        assertThat(history()).containsExactly("ok", "unknown", "blocked", "degraded");
    }

    @Test
    void healthThatIsEchoedShouldBeIgnored() {
        block();
        Map<String, Object> echoed =
                new HashMap<>(anna.request().get(SETTINGS + "/work").jsonPath().getMap(""));
        echoed.put("health", Map.of("state", "ok"));

        anna.request().body(echoed).put(SETTINGS + "/work").then().statusCode(200);

        assertThat(health()).containsEntry("state", "unknown");
    }

    @Test
    void reportOfOldSettingsShouldNotCountAgainstNewOnes() {
        try (var turn = turn()) {
            anna.request().body(settings("work")).put(SETTINGS + "/work").then().statusCode(200);
            turn.failed(Cause.AUTH, "It said no.");
        }

        assertThat(health()).containsEntry("state", "unknown").containsEntry("failures", 0);
        succeed();
        assertThat(health()).containsEntry("state", "ok");
    }

    @Test
    void lateSuccessShouldNotHideANewerFailure() {
        try (var turn = turn()) {
            connections.failed(connection, Cause.THROTTLED, "Slow down.", Duration.ofMinutes(20));
            turn.succeeded();
        }

        assertThat(health()).containsEntry("state", "degraded").containsEntry("cause", "throttled");
    }

    @Test
    void successOfAnOldConnectionShouldNotHideAFailure() {
        succeed();
        fail(Cause.AUTH);
        clock.pass(Duration.ofMinutes(10));

        connections.alive(connection);

        assertThat(health()).containsEntry("state", "degraded");
    }

    @Test
    void throttlingServerShouldBeLeftAloneForAsLongAsItWants() {
        succeed();
        connections.failed(connection, Cause.THROTTLED, "Slow down.", Duration.ofMinutes(20));

        for (var occasion : List.of(Occasion.SCHEDULED, Occasion.REQUESTED)) {
            assertThat(later(occasion).pause()).isBetween(Duration.ofMinutes(19), Duration.ofMinutes(20));
        }
        assertThat(later(Occasion.REQUESTED).problem("It was not done").status())
                .isEqualTo(503);
        clock.pass(Duration.ofMinutes(20).plusSeconds(1));
        succeed();
    }

    @Test
    void requestShouldNotWaitAsLongAsTheScheduleForAServerThatWasDown() {
        for (int i = 0; i < 8; i++) {
            fail(Cause.REFUSED);
            clock.pass(Duration.ofMinutes(10));
        }
        fail(Cause.REFUSED);
        assertThat(later(Occasion.REQUESTED).pause()).isLessThanOrEqualTo(Duration.ofSeconds(30));
        clock.pass(Duration.ofSeconds(31));

        later(Occasion.SCHEDULED);
        now(connections.enter(connection, Occasion.REQUESTED)).close();
    }

    @Test
    void ownerMayTestABlockedConnectionOnceAMinuteAndOpenItSo() {
        block();
        try (var turn = now(connections.enter(connection, Occasion.TEST))) {
            turn.failed(Cause.AUTH, "It said no.");
        }
        assertThat(later(Occasion.TEST).pause()).isBetween(Duration.ofSeconds(50), Duration.ofMinutes(1));
        later(Occasion.SCHEDULED);
        clock.pass(Duration.ofSeconds(61));

        try (var turn = now(connections.enter(connection, Occasion.TEST))) {
            turn.succeeded();
        }

        assertThat(health()).containsEntry("state", "ok");
        succeed();
    }

    @Test
    void invalidGrantShouldNeedItsOwner() {
        succeed();
        fail(Cause.OAUTH_INVALID_GRANT);

        assertThat(later(Occasion.SCHEDULED).at()).isEmpty();
        assertThat(health()).containsEntry("state", "needs-reauth").containsEntry("cause", "oauth-invalid-grant");
    }

    @Test
    void unknownConnectionShouldBeTriedByOneAtATimeOverAllReplicas() throws Exception {
        var replicas = List.of(
                new Connections(rows, reports, config, Clock.systemUTC()),
                new Connections(rows, reports, config, Clock.systemUTC()));
        var begun = new AtomicInteger();
        var trying = new AtomicInteger();
        var most = new AtomicInteger();
        var logins = new AtomicInteger();
        Callable<Boolean> attempt = () -> {
            var replica = replicas.get(begun.getAndIncrement() % 2);
            if (replica.enter(connection, Occasion.SCHEDULED) instanceof Turn.Now turn) {
                try (turn) {
                    most.accumulateAndGet(trying.incrementAndGet(), Math::max);
                    logins.incrementAndGet();
                    trying.decrementAndGet();
                    turn.failed(Cause.AUTH, "It said no.");
                }
            }
            return true;
        };

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var done : threads.invokeAll(java.util.Collections.nCopies(20, attempt))) {
                done.get();
            }
        }

        assertThat(most).hasValue(1);
        assertThat(logins).as("the others are told to come back").hasValue(1);
        assertThat(health()).containsEntry("failures", 1);
    }

    /** Whoever is scheduled has one of a few places, which others want. */
    @Test
    void scheduleShouldNotWaitForOthersWhoAreTrying() {
        try (var _ = turn()) {
            long began = System.nanoTime();

            assertThat(later(Occasion.SCHEDULED).pause()).isPositive();

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
        }
    }

    @Test
    void turnThatSomebodyTookIntoTheGraveShouldBeFreeAfterAWhile() {
        assertThat(rows.claim(connection, clock.instant(), clock.instant().plusSeconds(60), null))
                .isPresent();
        later(Occasion.SCHEDULED);

        clock.pass(Duration.ofSeconds(61));

        succeed();
    }

    @Test
    void turnThatWasNotUsedShouldBeFreeAtOnce() {
        turn().close();

        succeed();
    }

    @Test
    void successShouldCostNoWriteWhileNothingChanges() {
        succeed();
        long before = rowVersion();

        for (int i = 0; i < 10; i++) {
            succeed();
            connections.alive(connection);
        }

        assertThat(rowVersion()).isEqualTo(before);
        clock.pass(Duration.ofSeconds(61));
        succeed();
        assertThat(rowVersion()).isNotEqualTo(before);
    }

    private long rowVersion() {
        return database.query("select xmin::text::bigint from connection_health where id = $1", connection.id())
                .getFirst()
                .getLong(0);
    }

    @Test
    void connectionShouldStayWellWhenItsGrantIsAuthorisedAtTheSameMoment() throws Exception {
        var grant = anna.aGrant(database, "gmail", "needs-reauth");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var late = database.transaction(session -> {
                session.update("update oauth_grant set state = 'active' where id = $1", grant);
                var waiting = threads.submit(() -> reports.unauthorised(connection, grant));
                await().until(() -> !database.query("select 1 from pg_locks where not granted")
                        .isEmpty());
                return waiting;
            });
            late.get(20, TimeUnit.SECONDS);
        }

        assertThat(rows.find(connection)).isEmpty();
    }

    /** As with a database that is away for a moment. */
    private static final class Unwritable extends ConnectionRows {
        Unwritable(Database database) {
            super(database);
        }

        @Override
        Optional<Condition> lock(Database.Session session, Connection connection, Instant now) {
            throw new IllegalStateException("no database");
        }
    }

    private Connections withoutReports() {
        var reports = new Reports(
                new Unwritable(database),
                herald,
                database,
                transactions,
                List.of(),
                jobs,
                config,
                clock,
                new SimpleMeterRegistry());
        return new Connections(rows, reports, config, clock);
    }

    @Test
    void failureShouldBeHeardOfAndTheTurnBeFreeWhenItCannotBeStored() {
        var refused = new UnsupportedOperationException("LOGIN failed");
        var turn = now(withoutReports().enter(connection, Occasion.SCHEDULED));

        assertThatThrownBy(() -> turn.connect(
                        () -> {
                            throw refused;
                        },
                        UnsupportedOperationException.class,
                        e -> Cause.AUTH))
                .isSameAs(refused)
                .hasNoSuppressedExceptions();

        succeed();
    }

    @Test
    void turnShouldBeFreeWhenItsSuccessCannotBeStored() {
        try (var turn = now(withoutReports().enter(connection, Occasion.SCHEDULED))) {
            turn.succeeded();
        }

        succeed();
    }

    @Test
    void connectionThatIsGoneShouldBeNobodysConcern() {
        var gone = Connection.imap(UUID.randomUUID());

        try (var turn = now(connections.enter(gone, Occasion.SCHEDULED))) {
            turn.failed(Cause.AUTH, "It said no.");
        }
        try (var turn = turn()) {
            anna.request().delete(SETTINGS + "/work").then().statusCode(200);
            turn.failed(Cause.AUTH, "It said no.");
        }

        assertThat(rows.find(gone)).isEmpty();
        assertThat(rows.find(connection)).isEmpty();
    }

    @Test
    void listShouldShowAllConnectionsOfTheCallerAndThoseInAState() {
        anna.request()
                .body(Map.of("name", "out", "smtpHost", "smtp.example.org", "from", "a@example.org", "sslType", "ssl"))
                .post("/api/v1/sec/email/settings/smtp")
                .then()
                .statusCode(200);
        succeed();
        var ben = anna.aColleague("ben");

        var all = anna.request().get(HEALTH).jsonPath();
        assertThat(all.getList("items", Map.class))
                .extracting(item -> item.get("kind"), item -> item.get("name"), item -> item.get("state"))
                .containsExactly(tuple("smtp", "out", "unknown"), tuple("imap", "work", "ok"));
        assertThat(anna.request().get(HEALTH + "?state=ok&state=blocked").<List<String>>path("items.name"))
                .containsExactly("work");
        assertThat(anna.request().get(HEALTH + "?state=unwell").statusCode()).isEqualTo(422);
        assertThat(ben.request().get(HEALTH).<List<String>>path("items.name")).isEmpty();
        assertThat(ben.request().get(HEALTH + "/imap/work/history").statusCode())
                .isEqualTo(404);
        assertThat(anna.request().get(HEALTH + "/pop3/work/history").statusCode())
                .isEqualTo(404);
    }

    /** More of them than there are database connections. */
    @Test
    @Timeout(60)
    void settingsShouldBeShownToManyAtATime() throws Exception {
        Callable<Integer> look = () -> anna.request().get(SETTINGS).statusCode();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var status : threads.invokeAll(java.util.Collections.nCopies(150, look), 50, TimeUnit.SECONDS)) {
                assertThat(status.get()).isEqualTo(200);
            }
        }
    }

    @Test
    void connectionsOfAGrantShouldBeTriedAgainWhenItIsAuthorisedAgain() {
        var grant = anna.aGrant(database, "gmail", "needs-reauth");
        database.update("update imap_setting set oauth_grant_id = $2 where id = $1", connection.id(), grant);
        fail(Cause.OAUTH_INVALID_GRANT);
        assertThat(health()).containsEntry("link", "/api/v1/sec/oauth/grant/gmail/reauthorize");

        var ailing = anna.request().get(HEALTH + "?state=needs-reauth").jsonPath();
        assertThat(ailing.getList("items", Map.class))
                .extracting(item -> item.get("kind"), item -> item.get("name"), item -> item.get("link"))
                .containsExactly(
                        tuple("oauth", "gmail", "/api/v1/sec/oauth/grant/gmail/reauthorize"),
                        tuple("imap", "work", "/api/v1/sec/oauth/grant/gmail/reauthorize"));

        transactions.await(() -> connections.authorised(grant).replaceWith(true));

        assertThat(health()).containsEntry("state", "unknown");
        succeed();
    }

    @Test
    void goodNewsShouldNotWaitForThatOfAnotherConnection() {
        var well = Condition.unknown(clock.instant()).succeeded(clock.instant());
        anna.request().body(settings("home")).post(SETTINGS).then().statusCode(200);
        var other = Connection.imap(database.query(
                        "select id from imap_setting where account_id = $1 and name = 'home'", anna.accountId(database))
                .getFirst()
                .getUUID(0));

        database.inTransaction(session -> {
            herald.notify(session, connection, well);

            assertThat(CompletableFuture.runAsync(() -> database.inTransaction(its -> herald.notify(its, other, well))))
                    .succeedsWithin(Duration.ofSeconds(20));
        });
    }

    @Test
    void historyShouldBePagedAndForgottenInTime() {
        for (int i = 0; i < 30; i++) {
            fail(Cause.REFUSED);
            clock.pass(Duration.ofMinutes(1));
            succeed();
        }

        var first = anna.request().get(HEALTH + "/imap/work/history").jsonPath();
        assertThat(first.getList("items")).hasSize(50);
        var second = anna.request()
                .get(HEALTH + "/imap/work/history?cursor=" + first.getLong("cursor"))
                .jsonPath();
        assertThat(second.getList("items")).hasSize(10);
        assertThat(second.getString("cursor")).isNull();

        clock.pass(Duration.ofDays(91));
        retention.run("all");
        anna = anna.again();
        assertThat(history()).isEmpty();
    }
}
