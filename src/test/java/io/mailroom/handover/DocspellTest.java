package io.mailroom.handover;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.handover.OtherSide.Answer;
import io.mailroom.handover.OtherSide.Request;
import io.mailroom.testsupport.TestClock;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that answers as Docspell's routes do. */
@QuarkusTest
class DocspellTest {

    private static final String SOURCE = "5DxhjkvWf9S-CkWqF3Kr892";

    @Inject
    Handing handing;

    @Inject
    TestClock clock;

    private User anna;
    private OtherSide docspell;
    private boolean stores = true;

    @BeforeEach
    void start() {
        anna = User.anAdmin();
        docspell = OtherSide.answering(this::answer);
    }

    @AfterEach
    void stop() {
        docspell.close();
        clock.reset();
    }

    private Answer answer(Request request) {
        String path = request.path();
        if (path.equals("/api/info/version")) {
            return Answer.json("{\"version\":\"0.43.0\"}");
        }
        if (path.equals("/api/v1/open/upload/item/" + SOURCE)) {
            return submitted(request);
        }
        if (path.equals("/api/v1/open/integration/item/family")) {
            if (!request.header("Docspell-Integration").equals("let me in")) {
                return Answer.of(403, "");
            }
            return request.method().equals("GET") ? Answer.of(200, "") : submitted(request);
        }
        return Answer.of(404, "");
    }

    private Answer submitted(Request request) {
        boolean files = !request.named("file").isEmpty();
        String message =
                !files ? "There were no files to submit." : stores ? "Files submitted." : "Could not store a file!";
        return Answer.json("{\"success\":" + (files && stores) + ",\"message\":\"" + message + "\"}");
    }

    private UUID handedOver(Object... options) {
        var destination = Handing.destination("docs", "docspell", "let me in", options);
        handing.make(anna, destination);
        var item = handing.item(anna, "Die Rechnung für März");
        handing.handOver(anna, item, "docs");
        handing.deliver(anna, "docs");
        return item;
    }

    private Request upload() {
        return docspell.requests("POST", "/api/v1/open/").getLast();
    }

    @Test
    void mailShouldBeUploadedToTheSourceWithItsMeta() {
        var item = handedOver(
                "url",
                docspell.url() + "/",
                "source",
                SOURCE,
                "tags",
                List.of("mail"),
                "itemFolder",
                "Bills",
                "language",
                "deu");

        var meta = JsonPath.from(upload().named("meta").getFirst().text());
        var file = upload().named("file").getFirst();
        assertThat(handing.handover(anna, item))
                .containsEntry("state", "delivered")
                .containsEntry("answer", "Files submitted.");
        assertThat(meta.getBoolean("skipDuplicates")).isTrue();
        assertThat(meta.getBoolean("multiple")).isFalse();
        assertThat(meta.getString("direction")).isEqualTo("incoming");
        assertThat(meta.getString("folder")).isEqualTo("Bills");
        assertThat(meta.getString("language")).isEqualTo("deu");
        assertThat(meta.getList("tags.items", String.class)).containsExactly("mail");
        assertThat(file.fileName()).isEqualTo("Die Rechnung für März.eml");
        assertThat(file.contentType()).isEqualTo("message/rfc822");
        assertThat(file.text()).contains("Subject: Die Rechnung");
        assertThat(upload().header("Docspell-Integration")).isEmpty();
    }

    @Test
    void attachmentsShouldBecomeOneItemOverTheIntegrationEndpoint() {
        var item = handedOver(
                "url",
                docspell.url(),
                "collective",
                "family",
                "header",
                "Docspell-Integration",
                "content",
                "attachments");

        assertThat(handing.handover(anna, item)).containsEntry("state", "delivered");
        assertThat(upload().named("file")).extracting(OtherSide.Part::fileName).containsExactly("Bill.pdf", "logo.png");
        assertThat(upload().named("file").getFirst().content()).isEqualTo(Handing.PDF);
    }

    @Test
    void noShouldBeTriedAgainAsItMayPass() {
        stores = false;
        var item = handedOver("url", docspell.url(), "source", SOURCE);
        assertThat(handing.handover(anna, item))
                .containsEntry("state", "pending")
                .containsEntry("answer", "Could not store a file!");

        stores = true;
        handing.deliverAfter(Duration.ofMinutes(1), anna, "docs");
        assertThat(handing.handover(anna, item)).containsEntry("state", "delivered");
    }

    @Test
    void testShouldFindOutWithoutUploading() {
        handing.make(anna, Handing.destination("docs", "docspell", null, "url", docspell.url(), "source", SOURCE));
        handing.make(anna, Handing.destination("other", "docspell", null, "url", docspell.url(), "source", "gone"));
        handing.make(
                anna,
                Handing.destination(
                        "team",
                        "docspell",
                        "wrong",
                        "url",
                        docspell.url(),
                        "collective",
                        "family",
                        "header",
                        "Docspell-Integration"));

        assertThat(handing.test(anna, "docs").getBoolean("success")).isTrue();
        assertThat(docspell.requests())
                .allSatisfy(request -> assertThat(request.named("file")).isEmpty());
        var unknown = handing.test(anna, "other");
        assertThat(unknown.getBoolean("success")).isFalse();
        assertThat(unknown.getList("phases.success", Boolean.class)).containsExactly(true, false);
        assertThat(handing.test(anna, "team").getString("message")).contains("403");
    }
}
