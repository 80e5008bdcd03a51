package io.mailroom.handover;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.handover.OtherSide.Answer;
import io.mailroom.handover.OtherSide.Request;
import io.mailroom.testsupport.TestClock;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that answers as the API of paperless-ngx does. */
@QuarkusTest
class PaperlessTest {

    private static final String RUNNING = "{\"status\":\"STARTED\",\"result\":null,\"related_document\":null}";
    private static final String STORED =
            "{\"status\":\"SUCCESS\",\"result\":\"Success. New document id 12 created\",\"related_document\":\"12\"}";
    private static final String DUPLICATE = "{\"status\":\"FAILURE\",\"related_document\":null,"
            + "\"result\":\"Bill.pdf: Not consuming Bill.pdf: It is a duplicate of Bill (#7)\"}";
    private static final String BROKEN =
            "{\"status\":\"FAILURE\",\"result\":\"Unsupported mime type image/png\",\"related_document\":null}";

    @Inject
    Handing handing;

    @Inject
    TestClock clock;

    private final Map<String, String> fates = new ConcurrentHashMap<>();
    private User anna;
    private OtherSide paperless;
    private volatile String fate = STORED;

    @BeforeEach
    void start() {
        anna = User.anAdmin();
        paperless = OtherSide.answering(this::answer);
    }

    @AfterEach
    void stop() {
        paperless.close();
        clock.reset();
    }

    private Answer answer(Request request) {
        if (!request.header("Authorization").equals("Token good")) {
            return Answer.of(401, "{\"detail\":\"Invalid token.\"}");
        }
        if (request.path().equals("/api/documents/post_document/")) {
            var task = UUID.randomUUID().toString();
            fates.put(task, fate);
            return Answer.json("\"" + task + "\"");
        }
        if (request.path().startsWith("/api/tasks/?task_id=")) {
            var task = request.path().substring("/api/tasks/?task_id=".length());
            return Answer.json("[" + fates.getOrDefault(task, "") + "]");
        }
        return request.path().startsWith("/api/documents/")
                ? new Answer(200, Map.of("X-Version", "2.20.1"), "{\"results\":[]}")
                : Answer.of(404, "");
    }

    private UUID handedOver(Object... options) {
        var destination = Handing.destination("archive", "paperless", "good", options);
        @SuppressWarnings("unchecked")
        var all = (Map<String, Object>) destination.get("options");
        all.put("url", paperless.url());
        handing.make(anna, destination);
        var item = handing.item(anna, "The bill");
        handing.handOver(anna, item, "archive");
        handing.deliver(anna, "archive");
        return item;
    }

    private List<Request> posted() {
        return paperless.requests("POST", "/api/documents/post_document/");
    }

    @Test
    void eachAttachmentShouldBecomeADocument() {
        var item = handedOver("tags", List.of("3", "4"), "correspondent", 5);

        assertThat(posted()).hasSize(2);
        var first = posted().getFirst();
        assertThat(first.named("document").getFirst().fileName()).isEqualTo("Bill.pdf");
        assertThat(first.named("document").getFirst().content()).isEqualTo(Handing.PDF);
        assertThat(first.named("title").getFirst().text()).isEqualTo("The bill - Bill.pdf");
        assertThat(first.named("created").getFirst().text()).isEqualTo("2025-04-01T08:00:00Z");
        assertThat(first.named("correspondent").getFirst().text()).isEqualTo("5");
        assertThat(first.named("tags")).extracting(OtherSide.Part::text).containsExactly("3", "4");
        assertThat(handing.handover(anna, item))
                .containsEntry("state", "delivered")
                .containsEntry("remoteId", "12, 12")
                .containsEntry("remoteLink", paperless.url() + "/documents/12");
    }

    @Test
    void documentThatIsBeingWorkedOnShouldBeAskedForAndNotPostedAgain() {
        fate = RUNNING;
        var item = handedOver("fileFilter", "*.pdf");
        assertThat(handing.handover(anna, item))
                .containsEntry("state", "pending")
                .doesNotContainKey("error");

        fates.replaceAll((task, old) -> STORED);
        handing.deliverAfter(Duration.ofMinutes(5), anna, "archive");

        assertThat(posted()).hasSize(1);
        assertThat(handing.handover(anna, item)).containsEntry("state", "delivered");
    }

    @Test
    void documentThatIsThereAlreadyShouldCountAsDelivered() {
        fate = DUPLICATE;

        assertThat(handing.handover(anna, handedOver("fileFilter", "*.pdf"))).containsEntry("state", "delivered");
    }

    @Test
    void documentThatItCannotTakeShouldFailAndBePostedAgainByHand() {
        fate = BROKEN;
        var item = handedOver("fileFilter", "*.png");
        assertThat(handing.handover(anna, item))
                .containsEntry("state", "failed")
                .containsEntry("answer", "Unsupported mime type image/png");

        fate = STORED;
        handing.act(anna, item, "retry");
        handing.deliver(anna, "archive");

        assertThat(posted()).hasSize(2);
        assertThat(handing.handover(anna, item)).containsEntry("state", "delivered");
    }

    @Test
    void taskThatWasForgottenShouldBePostedAgain() {
        fate = "";
        var item = handedOver("fileFilter", "*.pdf");
        handing.deliverAfter(Duration.ofMinutes(61), anna, "archive");
        assertThat(posted()).hasSize(1);

        fate = STORED;
        handing.deliverAfter(Duration.ofMinutes(5), anna, "archive");
        assertThat(posted()).hasSize(2);
        assertThat(handing.handover(anna, item)).containsEntry("state", "delivered");
    }

    @Test
    void testShouldTellWhetherTheTokenIsGood() {
        handing.make(anna, Handing.destination("good", "paperless", "good", "url", paperless.url()));
        handing.make(anna, Handing.destination("bad", "paperless", "bad", "url", paperless.url()));

        assertThat(handing.test(anna, "good").getString("phases[0].detail")).isEqualTo("Version 2.20.1");
        assertThat(handing.test(anna, "bad").getString("message")).contains("401", "Invalid token.");
    }
}
