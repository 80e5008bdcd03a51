package io.mailroom.handover;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.db.Database;
import io.mailroom.db.Ids;
import io.mailroom.handover.OtherSide.Answer;
import io.mailroom.testsupport.TestClock;
import io.mailroom.testsupport.User;
import io.mailroom.webhook.SigningSecret;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From an item to its destination, with everything that can go wrong in between; told of with a webhook. */
@QuarkusTest
class HandoverTest {

    @Inject
    Handing handing;

    @Inject
    HandoverRows rows;

    @Inject
    DestinationRows destinations;

    @Inject
    Attempts attempts;

    @Inject
    Database database;

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

    private UUID due(OtherSide side, Object... options) {
        handing.make(anna, Handing.webhook(side, options));
        var item = handing.item(anna, "The bill");
        handing.handOver(anna, item, "hook");
        return item;
    }

    private Map<String, Object> handover(UUID item) {
        return handing.handover(anna, item);
    }

    @Test
    void webhookShouldBeToldOfTheItemWithASignature() {
        try (var side = OtherSide.answering(200)) {
            var item = due(side);

            handing.deliver(anna, "hook");

            var call = side.requests().getFirst();
            var told = JsonPath.from(call.text());
            assertThat(call.header("webhook-signature"))
                    .isEqualTo(new SigningSecret(Handing.SECRET)
                            .signature(
                                    call.header("webhook-id"),
                                    Long.parseLong(call.header("webhook-timestamp")),
                                    call.text()));
            assertThat(told.getString("type")).isEqualTo("item.imported");
            assertThat(told.getString("id"))
                    .isEqualTo(call.header("webhook-id"))
                    .isEqualTo(handover(item).get("id"));
            assertThat(told.getString("data.name")).isEqualTo("The bill");
            assertThat(told.getString("data.files[0].content")).isNull();
            assertThat(told.getString("data.files[0].link")).endsWith("/attachment/" + item + "/archive");
            assertThat(handover(item))
                    .containsEntry("state", "delivered")
                    .containsEntry("attempts", 1)
                    .containsEntry("status", 200)
                    .containsEntry("answer", "so it is");
        }
    }

    @Test
    void webhookShouldBeGivenTheMessageWhereItWantsIt() {
        try (var side = OtherSide.answering(200)) {
            due(side, "inline", true);

            handing.deliver(anna, "hook");

            var content = JsonPath.from(side.requests().getFirst().text()).getString("data.files[0].content");
            assertThat(new String(Base64.getDecoder().decode(content), UTF_8)).contains("Subject: The bill");
        }
    }

    @Test
    void crashBetweenDeliveryAndCommitShouldDeliverAgainWithTheSameKey() {
        try (var side = OtherSide.answering(200)) {
            var item = due(side);
            var id = handing.id(anna, "hook");
            var taken = rows.claim(id, Ids.next(), 10);
            attempts.make(destinations.working(id).orElseThrow(), taken.getFirst());

            handing.deliver(anna, "hook");

            assertThat(side.requests())
                    .hasSize(2)
                    .extracting(call -> call.header("webhook-id"))
                    .containsOnly(handover(item).get("id").toString());
            assertThat(handover(item)).containsEntry("state", "delivered").containsEntry("attempts", 2);
        }
    }

    @Test
    void itemsShouldNotBeTakenTwiceWithinARun() {
        try (var side = OtherSide.answering(200)) {
            due(side);
            var id = handing.id(anna, "hook");
            var run = Ids.next();

            assertThat(rows.claim(id, run, 10)).hasSize(1);
            assertThat(rows.claim(id, run, 10)).isEmpty();
        }
    }

    @Test
    void refusalOfTheItemShouldBeFinalAndTellTheAnswer() {
        try (var side = OtherSide.answering(422)) {
            var item = due(side);

            handing.deliver(anna, "hook");
            handing.deliverAfter(Duration.ofHours(1), anna, "hook");

            assertThat(side.requests()).hasSize(1);
            assertThat(handover(item))
                    .containsEntry("state", "failed")
                    .containsEntry("status", 422)
                    .containsEntry("answer", "so it is")
                    .doesNotContainKey("nextAttempt");
            assertThat(handing.get(anna, "hook").getString("paused")).isNull();
        }
    }

    @Test
    void failureThatMayPassShouldBeTriedAgainUntilItIsGivenUp() {
        try (var side = OtherSide.answering(503)) {
            var item = due(side);

            handing.deliver(anna, "hook");
            assertThat(handover(item)).containsEntry("state", "pending").containsKey("nextAttempt");
            handing.deliver(anna, "hook");
            assertThat(side.requests()).as("not before its time").hasSize(1);
            handing.deliverAfter(Duration.ofSeconds(11), anna, "hook");
            assertThat(side.requests()).hasSize(2);
            handing.deliverAfter(Duration.ofHours(48), anna, "hook");
            anna = anna.again();

            assertThat(handover(item)).containsEntry("state", "failed").containsEntry("attempts", 3);
            assertThat(handing.act(anna, item, "retry").statusCode()).isEqualTo(200);
            handing.deliver(anna, "hook");
            assertThat(handover(item)).containsEntry("state", "pending").containsEntry("attempts", 4);
        }
    }

    @Test
    void retryAfterShouldBeHeeded() {
        try (var side = OtherSide.answering(request -> new Answer(429, Map.of("Retry-After", "7200"), "later"))) {
            var item = due(side);

            handing.deliver(anna, "hook");
            handing.deliverAfter(Duration.ofMinutes(119), anna, "hook");
            assertThat(side.requests()).hasSize(1);
            handing.deliverAfter(Duration.ofMinutes(2), anna, "hook");

            assertThat(side.requests()).hasSize(2);
            assertThat(handover(item)).containsEntry("state", "pending");
        }
    }

    @Test
    void destinationThatLetsNobodyInShouldPauseAndGoOnWhenItIsMended() {
        var let = new java.util.concurrent.atomic.AtomicInteger(401);
        try (var side = OtherSide.answering(request -> Answer.of(let.get(), "who are you?"))) {
            var item = due(side);
            handing.handOver(anna, handing.item(anna, "Another"), "hook");
            handing.handOver(anna, handing.item(anna, "A third"), "hook");

            handing.deliver(anna, "hook");
            int tried = side.requests().size();
            handing.deliverAfter(Duration.ofHours(1), anna, "hook");

            assertThat(side.requests()).hasSize(tried);
            assertThat(handing.get(anna, "hook").getString("paused")).contains("401");
            assertThat(handover(item)).containsEntry("state", "pending").containsEntry("paused", true);

            let.set(200);
            anna.request().post(Handing.DESTINATIONS + "/hook/resume").then().statusCode(200);
            handing.deliver(anna, "hook");
            assertThat(handover(item)).containsEntry("state", "delivered");
            assertThat(handing.get(anna, "hook").getInt("waiting")).isZero();
            assertThat(handing.get(anna, "hook").getString("paused")).isNull();
        }
    }

    @Test
    void serverThatIsGoneShouldBeWaitedFor() {
        UUID item;
        try (var side = OtherSide.answering(200)) {
            item = due(side);
        }

        handing.deliver(anna, "hook");

        assertThat(handover(item)).containsEntry("state", "pending").doesNotContainKey("status");
        assertThat(Objects.toString(handover(item).get("error"))).contains("127.0.0.1");
    }

    @Test
    void cancelledHandoverShouldNotBeDelivered() {
        try (var side = OtherSide.answering(200)) {
            var item = due(side);

            assertThat(handing.act(anna, item, "cancel").statusCode()).isEqualTo(200);
            handing.deliver(anna, "hook");

            assertThat(side.requests()).isEmpty();
            assertThat(handover(item)).containsEntry("state", "cancelled");
        }
    }

    @Test
    void deliveredItemShouldNeitherBeTriedAgainNorGivenTwice() {
        try (var side = OtherSide.answering(200)) {
            var item = due(side);
            handing.deliver(anna, "hook");

            assertThat(handing.act(anna, item, "retry").statusCode()).isEqualTo(404);
            handing.handOver(anna, item, "hook");
            handing.deliver(anna, "hook");

            assertThat(side.requests()).hasSize(1);
        }
    }

    @Test
    void itemsOfOthersShouldNotBeThere() {
        try (var side = OtherSide.answering(200)) {
            var item = due(side);
            var ben = User.anAdmin();

            assertThat(ben.request().get("/api/v1/sec/item/{id}/handover", item).statusCode())
                    .isEqualTo(404);
            assertThat(handing.act(anna, item, "cancel").statusCode()).isEqualTo(200);
            assertThat(ben.request()
                            .post(
                                    "/api/v1/sec/item/{id}/handover/{key}/retry",
                                    item,
                                    handover(item).get("id"))
                            .statusCode())
                    .isEqualTo(404);
        }
    }
}
