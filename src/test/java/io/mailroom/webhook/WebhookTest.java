package io.mailroom.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mailroom.account.Owners;
import io.mailroom.db.Database;
import io.mailroom.db.Transactions;
import io.mailroom.egress.Cause;
import io.mailroom.health.Connection;
import io.mailroom.health.Connections;
import io.mailroom.health.Occasion;
import io.mailroom.health.Turn;
import io.mailroom.notice.Notices;
import io.mailroom.schedule.Jobs;
import io.mailroom.testsupport.TestClock;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a program of the collective is told, from the change of a connection's state to its receiver. */
@QuarkusTest
class WebhookTest {

    private static final String WEBHOOKS = "/api/v1/sec/webhook";

    @Inject
    DeliveryJob job;

    @Inject
    DeliveryRetention retention;

    @Inject
    DeliveryRows rows;

    @Inject
    Call call;

    @Inject
    Notices notices;

    @Inject
    Owners owners;

    @Inject
    Database database;

    @Inject
    Transactions transactions;

    @Inject
    Jobs jobs;

    @Inject
    WebhookConfig config;

    @Inject
    Connections connections;

    @Inject
    TestClock clock;

    private User anna;

    @BeforeEach
    void signUp() {
        anna = User.anAdmin();
    }

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    private JsonPath made(String url, String... events) {
        var stored = anna.request()
                .body(Map.of("url", url, "events", List.of(events)))
                .post(WEBHOOKS);
        assertThat(stored.statusCode()).as(stored.asString()).isEqualTo(200);
        return stored.jsonPath();
    }

    private String ping(String webhook) {
        var answer = anna.request().post(WEBHOOKS + "/{id}/ping", webhook);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        return answer.path("id");
    }

    private List<Map<String, Object>> deliveries(String webhook) {
        return anna.request().get(WEBHOOKS + "/{id}/deliveries", webhook).path("items");
    }

    private boolean isScheduled(String webhook) {
        return !database.query(
                        "select 1 from scheduled_tasks where task_name = $1 and task_instance = $2",
                        DeliveryJob.NAME,
                        webhook)
                .isEmpty();
    }

    private static void assertSigned(Listener.Call call, String secret) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
        var signed = call.header("webhook-id") + "." + call.header("webhook-timestamp") + "." + call.body();
        assertThat(call.header("webhook-signature"))
                .isEqualTo("v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(UTF_8))));
    }

    @Test
    void changeOfAConnectionsStateShouldBeToldAndSigned() throws Exception {
        try (var listener = Listener.answering(n -> 204)) {
            var webhook = made(listener.url(), "connection.state-changed");
            anna.request()
                    .body(Map.of("name", "work", "imapHost", "imap.example.org", "sslType", "ssl"))
                    .post("/api/v1/sec/email/settings/imap")
                    .then()
                    .statusCode(200);
            var connection = Connection.imap(
                    database.query("select id from imap_setting where account_id = $1", anna.accountId(database))
                            .getFirst()
                            .getUUID(0));
            try (var turn = (Turn.Now) connections.enter(connection, Occasion.SCHEDULED)) {
                turn.failed(Cause.OAUTH_INVALID_GRANT, "invalid_grant at host x");
            }
            assertThat(isScheduled(webhook.getString("id"))).isTrue();

            var next = job.run(webhook.getString("id"));

            assertThat(next)
                    .as(() -> deliveries(webhook.getString("id")).toString())
                    .isEmpty();
            assertThat(listener.calls()).singleElement().satisfies(told -> {
                assertSigned(told, webhook.getString("secret"));
                assertThat(told.header("content-type")).isEqualTo("application/json");
                assertThat(Long.parseLong(told.header("webhook-timestamp")))
                        .isCloseTo(clock.instant().getEpochSecond(), org.assertj.core.data.Offset.offset(60L));
                var event = new ObjectMapper().readTree(told.body());
                assertThat(event.path("id").asText()).isEqualTo(told.header("webhook-id"));
                assertThat(event.path("type").asText()).isEqualTo("connection.state-changed");
                assertThat(event.path("data").path("state").asText()).isEqualTo("needs-reauth");
                assertThat(event.path("data").path("previous").asText()).isEqualTo("unknown");
                assertThat(event.path("data").path("cause").asText()).isEqualTo("oauth-invalid-grant");
                assertThat(event.path("data").path("name").asText()).isEqualTo("work");
                assertThat(event.path("data").path("user").asText()).isEqualTo("anna");
                assertThat(told.body())
                        .as("what the server said is for the owner")
                        .doesNotContain("host x");
            });
            assertThat(deliveries(webhook.getString("id")))
                    .singleElement()
                    .satisfies(delivery -> assertThat(delivery)
                            .containsEntry("state", "delivered")
                            .containsEntry("status", 204)
                            .containsEntry("attempts", 1)
                            .doesNotContainKeys("nextAttempt", "error"));
        }
    }

    @Test
    void eventShouldBeDeliveredAgainWithTheSameIdAfterAFailure() throws Exception {
        try (var listener = Listener.answering(n -> n == 1 ? 500 : n == 2 ? 302 : 200)) {
            var webhook = made(listener.url());
            String id = webhook.getString("id");
            String event = ping(id);

            var next = job.run(id);
            assertThat(next).hasValueSatisfying(at -> assertThat(at).isAfter(clock.instant()));
            assertThat(deliveries(id))
                    .singleElement()
                    .satisfies(delivery -> assertThat(delivery)
                            .containsEntry("state", "pending")
                            .containsEntry("status", 500)
                            .containsEntry("answer", "call 1")
                            .containsEntry("error", "The receiver answered 500.")
                            .containsKey("nextAttempt"));
            job.run(id);
            assertThat(listener.calls()).as("not before it is due").hasSize(1);
            clock.pass(Duration.ofSeconds(11));
            job.run(id);
            clock.pass(Duration.ofSeconds(31));
            assertThat(job.run(id)).isEmpty();

            assertThat(listener.calls())
                    .as("a redirect is not followed")
                    .hasSize(3)
                    .allSatisfy(told -> {
                        assertThat(told.header("webhook-id")).isEqualTo(event);
                        assertSigned(told, webhook.getString("secret"));
                    });
            assertThat(listener.calls().getFirst().header("webhook-timestamp"))
                    .isNotEqualTo(listener.calls().getLast().header("webhook-timestamp"));
            assertThat(deliveries(id).getFirst())
                    .containsEntry("state", "delivered")
                    .containsEntry("attempts", 3);
        }
    }

    @Test
    void eventThatSomebodyDiedWithShouldBeDeliveredByTheNext() {
        try (var listener = Listener.answering(n -> 200)) {
            String id = made(listener.url()).getString("id");
            ping(id);
            assertThat(rows.claim(
                            UUID.fromString(id),
                            clock.instant(),
                            clock.instant().plusSeconds(30)))
                    .isPresent();

            assertThat(job.run(id)).as("when it is free").isPresent();
            assertThat(listener.calls()).isEmpty();
            clock.pass(Duration.ofSeconds(31));

            assertThat(job.run(id)).isEmpty();
            assertThat(listener.calls()).hasSize(1);
        }
    }

    @Test
    void replicasShouldNotDeliverTheSameAtTheSameTime() throws Exception {
        var answered = new CountDownLatch(1);
        try (var listener = Listener.answering(n -> waited(answered));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            String id = made(listener.url()).getString("id");
            ping(id);
            var other = new DeliveryJob(rows, call, notices, owners, database, transactions, jobs, config, clock);

            var first = threads.submit(() -> job.run(id));
            await().until(() -> listener.calls().size() == 1);
            assertThat(other.run(id))
                    .as("it looks again when the lease of the other is over")
                    .isPresent();
            answered.countDown();

            assertThat(first.get(20, TimeUnit.SECONDS)).isEmpty();
            assertThat(other.run(id)).isEmpty();
            assertThat(listener.calls()).hasSize(1);
        }
    }

    @Test
    void collectiveWithSlowReceiversShouldLeavePlacesToOthers() throws Exception {
        var answered = new CountDownLatch(1);
        try (var slow = Listener.answering(n -> waited(answered));
                var quick = Listener.answering(n -> 200);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < DeliveryJob.PER_COLLECTIVE; i++) {
                String id = made(slow.url()).getString("id");
                ping(id);
                threads.submit(() -> job.run(id));
            }
            await().until(() -> slow.calls().size() == DeliveryJob.PER_COLLECTIVE);
            String more = made(quick.url()).getString("id");
            ping(more);
            anna = User.anAdmin();
            String others = made(quick.url()).getString("id");
            ping(others);

            assertThat(job.run(more)).as("later").isPresent();
            assertThat(quick.calls()).isEmpty();
            assertThat(job.run(others)).isEmpty();
            assertThat(quick.calls()).hasSize(1);

            answered.countDown();
            await().until(() -> job.run(more).isEmpty());
            assertThat(quick.calls()).hasSize(2);
        }
    }

    private static int waited(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS) ? 200 : 500;
        } catch (InterruptedException e) {
            return 500;
        }
    }

    @Test
    void receiverThatFailsForDaysShouldBeSwitchedOffAndItsAdminsTold() {
        anna.request()
                .body(Map.of("enabled", true, "address", "anna@example.org"))
                .put("/api/v1/sec/user/notify")
                .then()
                .statusCode(200);
        try (var listener = Listener.answering(n -> 503)) {
            String id = made(listener.url()).getString("id");
            for (int day = 0; day < 4; day++) {
                ping(id);
                for (var next = job.run(id); next.isPresent(); next = job.run(id)) {
                    clock.pass(Duration.between(clock.instant(), next.get()).plusSeconds(1));
                }
                clock.pass(Duration.ofHours(2));
                anna = anna.again();
            }

            assertThat(listener.calls()).as("a few a day").hasSizeBetween(20, 120);
            var webhook = anna.request().get(WEBHOOKS + "/{id}", id).jsonPath();
            assertThat(webhook.getBoolean("enabled")).isFalse();
            assertThat(webhook.getString("disabled")).contains("72 hours").contains("503");
            assertThat(database.query(
                            "select subject, text from notice where account_id = $1", anna.accountId(database)))
                    .singleElement()
                    .satisfies(row -> {
                        assertThat(row.getString(0)).isEqualTo("A webhook of your collective was switched off");
                        assertThat(row.getString(1))
                                .endsWith("was switched off. No event could be delivered for 72 hours.");
                    });
            assertThat(deliveries(id))
                    .allSatisfy(delivery -> assertThat(delivery).containsEntry("state", "failed"));
            assertThat(anna.request().post(WEBHOOKS + "/{id}/ping", id).statusCode())
                    .isEqualTo(409);

            anna.request()
                    .body(Map.of("url", listener.url()))
                    .put(WEBHOOKS + "/{id}", id)
                    .then()
                    .statusCode(200);
            var mended = anna.request().get(WEBHOOKS + "/{id}", id).jsonPath();
            assertThat(mended.getBoolean("enabled")).isTrue();
            assertThat(mended.getString("disabled")).isNull();
        }
    }

    @Test
    void receiverThatIsGoneShouldBeSwitchedOffAtOnce() {
        try (var listener = Listener.answering(n -> 410)) {
            String id = made(listener.url()).getString("id");
            ping(id);

            job.run(id);

            assertThat(anna.request().get(WEBHOOKS + "/{id}", id).<Boolean>path("enabled"))
                    .isFalse();
        }
    }

    @Test
    void receiverThatNobodyListensAtShouldBeToldOfInTheDelivery() {
        String id;
        try (var listener = Listener.answering(n -> 200)) {
            id = made(listener.url()).getString("id");
        }
        ping(id);

        job.run(id);

        assertThat(deliveries(id).getFirst())
                .containsEntry("state", "pending")
                .containsKey("error")
                .doesNotContainKey("status");
    }

    @Test
    void newSecretShouldSignFromThenOn() throws Exception {
        try (var listener = Listener.answering(n -> 200)) {
            var webhook = made(listener.url());
            String id = webhook.getString("id");
            String renewed = anna.request().post(WEBHOOKS + "/{id}/secret", id).path("secret");
            ping(id);

            job.run(id);

            assertThat(renewed).isNotEqualTo(webhook.getString("secret")).startsWith("whsec_");
            assertSigned(listener.calls().getFirst(), renewed);
        }
    }

    @Test
    void secretShouldBeShownOnceOnly() {
        var webhook = made("https://example.org/hook");

        assertThat(webhook.getString("secret")).startsWith("whsec_");
        assertThat(anna.request().get(WEBHOOKS).asString()).doesNotContain("whsec_");
        assertThat(anna.request()
                        .get(WEBHOOKS + "/{id}", webhook.getString("id"))
                        .asString())
                .doesNotContain("whsec_");
    }

    @Test
    void onlyAdminsOfTheCollectiveShouldGetAtIt() {
        String id = made("https://example.org/hook").getString("id");
        var ben = anna.aColleague("ben");
        var stranger = User.anAdmin();

        assertThat(ben.request().get(WEBHOOKS).statusCode()).isEqualTo(403);
        assertThat(ben.request().delete(WEBHOOKS + "/{id}", id).statusCode()).isEqualTo(403);
        assertThat(stranger.request().get(WEBHOOKS + "/{id}", id).statusCode()).isEqualTo(404);
        assertThat(stranger.request().post(WEBHOOKS + "/{id}/ping", id).statusCode())
                .isEqualTo(404);
        assertThat(stranger.request().get(WEBHOOKS).<List<String>>path("items.id"))
                .isEmpty();
        assertThat(anna.request().delete(WEBHOOKS + "/{id}", id).statusCode()).isEqualTo(200);
        assertThat(anna.request().get(WEBHOOKS + "/{id}", id).statusCode()).isEqualTo(404);
    }

    @Test
    void staleVersionShouldBeAConflict() {
        String id = made("https://example.org/hook").getString("id");
        var change = Map.of("url", "https://example.org/other", "version", 0);

        assertThat(anna.request().body(change).put(WEBHOOKS + "/{id}", id).statusCode())
                .isEqualTo(200);
        assertThat(anna.request().body(change).put(WEBHOOKS + "/{id}", id).statusCode())
                .isEqualTo(409);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://example.org/",
                "example.org",
                "https:///path",
                "https://anna:secret@example.org/",
                "https://example.org/#part",
                "https://exa mple.org/",
                "https://example.org:65536/",
                "https://example.org:0/"
            })
    void urlThatCannotBeCalledShouldBeRefused(String url) {
        var answer = anna.request().body(Map.of("url", url)).post(WEBHOOKS);

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.<List<String>>path("errors.field")).containsExactly("url");
    }

    @Test
    void collectiveShouldHaveNoMoreThanItMay() {
        for (int i = 0; i < 10; i++) {
            made("https://example.org/" + i);
        }

        assertThat(anna.request()
                        .body(Map.of("url", "https://example.org/one-more"))
                        .post(WEBHOOKS)
                        .statusCode())
                .isEqualTo(409);
    }

    @Test
    void deliveriesShouldBeForgottenInTime() {
        try (var listener = Listener.answering(n -> 200)) {
            String id = made(listener.url()).getString("id");
            ping(id);
            job.run(id);

            clock.pass(Duration.ofDays(8));
            retention.run("all");
            anna = anna.again();

            assertThat(deliveries(id)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest/meta-data",
                "https://10.0.0.1:8443/hook",
                "https://[fd00::1]/hook",
                "http://0x0a000001/hook"
            })
    void urlThatTheGuardRefusesShouldNotBeStored(String url) {
        var refused = anna.request().body(Map.of("url", url)).post(WEBHOOKS);

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.<String>path("errors[0].field")).isEqualTo("url");
        assertThat(refused.<String>path("errors[0].message")).contains("mailroom.egress.allow");

        var id = made("https://example.org/hook").getString("id");
        var moved = anna.request().body(Map.of("url", url)).put(WEBHOOKS + "/{id}", id);
        assertThat(moved.statusCode()).isEqualTo(422);
    }

    @Test
    void webhookThatTheGuardRefusesByNowShouldBeSwitchedOffAndNotOnAgain() {
        String id = made("https://example.org/hook").getString("id");
        database.update("update webhook set url = 'https://10.0.0.1/' where id = $1", UUID.fromString(id));

        var off = anna.request().body(Map.of("url", "https://10.0.0.1/", "enabled", false));
        assertThat(off.put(WEBHOOKS + "/{id}", id).statusCode()).isEqualTo(200);
        var on = anna.request().body(Map.of("url", "https://10.0.0.1/", "enabled", true));
        assertThat(on.put(WEBHOOKS + "/{id}", id).statusCode()).isEqualTo(422);
    }

    @Test
    void urlOfANameThatNobodyKnowsYetShouldBeStored() {
        made("https://not-known-yet.invalid/hook");
    }

    @Test
    void pendingDeliveryShouldNotBeForgotten() {
        String id = made("https://example.org/hook").getString("id");
        ping(id);

        clock.pass(Duration.ofDays(8));
        retention.run("all");
        anna = anna.again();

        assertThat(deliveries(id)).hasSize(1);
    }

    @Test
    void lateFailureShouldNotUndoWhatALaterAttemptDelivered() {
        try (var listener = Listener.answering(n -> 200)) {
            String id = made(listener.url()).getString("id");
            ping(id);
            var now = clock.instant();
            var late = rows.claim(UUID.fromString(id), now, now.plusSeconds(30)).orElseThrow();
            clock.pass(Duration.ofSeconds(31));
            job.run(id);

            database.inTransaction(session -> rows.failed(
                    session, late, new Outcome.Refused(null, null, "too late", false, null), now, now.plusSeconds(10)));

            assertThat(deliveries(id).getFirst())
                    .containsEntry("state", "delivered")
                    .doesNotContainKeys("error", "nextAttempt");
            assertThat(rows.receiver(UUID.fromString(id)).orElseThrow().failingSince())
                    .isNull();
        }
    }

    @Test
    void callThatCannotBeMadeShouldBeAFailureOfItsOwn() {
        String id = made("https://example.org/hook").getString("id");
        database.update("update webhook set url = 'https://example.org:70000/' where id = $1", UUID.fromString(id));
        ping(id);

        assertThat(job.run(id)).isPresent();

        assertThat(deliveries(id).getFirst()).containsEntry("state", "pending").containsKey("error");
    }

    @Test
    void pingsShouldBeCountedForAMinute() {
        String id = made("https://example.org/hook").getString("id");
        for (int i = 0; i < Pings.MOST; i++) {
            ping(id);
        }

        assertThat(anna.request().post(WEBHOOKS + "/{id}/ping", id).statusCode())
                .isEqualTo(429);
        clock.pass(Duration.ofSeconds(61));
        ping(id);
    }

    @Test
    void webhookThatIsFarBehindShouldGetNothingMore() {
        String id = made("https://example.org/hook").getString("id");
        database.update("""
                insert into webhook_delivery (webhook_id, event_id, type, body, state, created)
                select $1, gen_random_uuid(), 'x', '', 'pending', now() from generate_series(1, 1000)""", UUID.fromString(id));

        assertThat(anna.request().post(WEBHOOKS + "/{id}/ping", id).statusCode())
                .isEqualTo(409);
    }

    @Test
    void patienceShouldGrow() {
        assertThat(DeliveryJob.patience(1)).isEqualTo(Duration.ofSeconds(10));
        assertThat(DeliveryJob.patience(2)).isEqualTo(Duration.ofSeconds(30));
        assertThat(DeliveryJob.patience(20)).isEqualTo(Duration.ofHours(3));
    }
}
