package io.mailroom.send;

import static io.mailroom.send.Correspondent.aMail;
import static io.mailroom.send.Correspondent.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.send.Correspondent.File;
import io.mailroom.testsupport.ScriptedServer;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that are refused before any server hears of them. */
@QuarkusTest
class SendRequestTest {

    private static final Map<String, Object> MAIL = aMail("ben@example.org");

    private ScriptedServer server;
    private Correspondent anna;
    private String item;

    @BeforeEach
    void start() {
        server = SmtpScript.answering(Map.of());
        anna = Correspondent.over(server.address());
        item = anna.anItem(File.of("a.txt", "a"));
    }

    @AfterEach
    void nothingShouldHaveBeenSaid() {
        assertThat(server.received()).isEmpty();
        assertThat(anna.sent(item)).isEmpty();
        server.close();
    }

    @Test
    void settingShouldBeNamedWhenThereIsNone() {
        var answer = anna.send("home", item, MAIL);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.<String>path("message")).contains("no SMTP setting named home");
    }

    @Test
    void itemShouldBeNamedWhenThereIsNone() {
        var unknown = UUID.randomUUID().toString();

        assertThat(anna.send(unknown, MAIL).statusCode()).isEqualTo(404);
        assertThat(anna.send(unknown, MAIL).<String>path("message")).contains(unknown);
        assertThat(anna.send("nonsense", MAIL).statusCode()).isEqualTo(404);
    }

    @Test
    void settingShouldNotBeFoundWhenItIsSomebodyElses() {
        var colleague = anna.aColleague();
        var stranger = Correspondent.anAdmin();
        var strangersItem = stranger.anItem(File.of("b.txt", "b"));

        assertThat(colleague.send(item, MAIL).statusCode()).isEqualTo(404);
        assertThat(stranger.send(strangersItem, MAIL).statusCode()).isEqualTo(404);
    }

    @Test
    void itemShouldNotBeFoundWhenItIsAnotherCollectives() {
        var stranger = Correspondent.over(server.address());

        var answer = stranger.send(item, MAIL);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.<String>path("message")).contains("no item");
    }

    @Test
    void attachmentShouldBeNamedWhenTheCollectiveDoesNotHaveIt() {
        var stranger = Correspondent.anAdmin();
        var others =
                stranger.attachments(stranger.anItem(File.of("other.txt", "b"))).get("other.txt");

        var answer = anna.send(item, with(MAIL, "attachmentIds", List.of(others)));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.<List<String>>path("errors.field")).containsExactly("attachmentIds[0]");
        assertThat(answer.<String>path("message")).contains(others);
    }

    @Test
    void everyWrongValueShouldBeNamed() {
        var answer = anna.send(
                item,
                Map.of(
                        "recipients", List.of("ben@example.org", "no address"),
                        "cc", List.of("eve@example.org\r\nSubject: x"),
                        "bcc", Collections.singletonList(null),
                        "subject", "a\nb",
                        "body", "x"));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(answer.<List<String>>path("errors.field"))
                .containsExactly("recipients[1]", "cc[0]", "bcc[0]", "subject");
    }

    @Test
    void mailShouldBeRefusedWhenItHasNoRecipientOrTooMany() {
        var nobody = anna.send(item, aMail());
        var crowd = anna.send(item, with(MAIL, "bcc", Collections.nCopies(100, "a@example.org")));

        assertThat(nobody.statusCode()).isEqualTo(422);
        assertThat(nobody.<List<String>>path("errors.field")).containsExactly("recipients");
        assertThat(crowd.statusCode()).isEqualTo(422);
        assertThat(crowd.<String>path("message")).contains("101").contains("100");
    }

    @Test
    void requestShouldBeRefusedWhenItIsNoMailAtAll() {
        var path = "/api/v1/sec/email/send/work/" + item;

        assertThat(anna.user()
                        .request()
                        .body("{\"recipients\":\"ben@example.org\"}")
                        .post(path)
                        .statusCode())
                .isEqualTo(400);
        assertThat(anna.user().request().post(path).statusCode()).isEqualTo(422);
        assertThat(RestAssured.given()
                        .contentType(ContentType.JSON)
                        .body(MAIL)
                        .post(path)
                        .statusCode())
                .isEqualTo(401);
    }
}
