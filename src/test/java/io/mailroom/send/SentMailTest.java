package io.mailroom.send;

import static io.mailroom.send.Correspondent.aMail;
import static io.mailroom.send.Correspondent.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.mailroom.outbox.SentMailView;
import io.mailroom.outbox.SentMailView.Delivery;
import io.mailroom.send.Correspondent.File;
import io.mailroom.testsupport.ScriptedServer;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who sees what of a sent mail, and who may delete it. */
@QuarkusTest
class SentMailTest {

    private ScriptedServer server;

    private Correspondent anna;
    private String item;

    @BeforeEach
    void start() {
        server = SmtpScript.answering(Map.of("RCPT TO:<hidden", "550 5.1.1 <hidden@example.org>: no such user"));
        anna = Correspondent.over(server.address());
        item = anna.anItem(File.of("a.txt", "a"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void mailsShouldBeListedNewestFirstAndByItem() {
        var other = anna.anItem(File.of("b.txt", "b"));
        var first = send(anna, aMail("ben@example.org"));
        var second = send(anna, aMail("carla@example.org"));

        assertThat(anna.sent(item)).extracting(mail -> mail.id().toString()).containsExactly(second, first);
        assertThat(anna.sent(other)).isEmpty();
    }

    @Test
    void mailsOfAnItemShouldComeInPages() {
        var sent = new ArrayList<String>();
        for (int i = 0; i < 3; i++) {
            sent.addFirst(send(anna, with(aMail("ben@example.org"), "cc", List.of("carla@example.org"))));
        }

        var first = page("?limit=2");
        var second = page("?limit=2&cursor=" + first.<String>path("cursor"));

        assertThat(first.<List<String>>path("items.id")).isEqualTo(sent.subList(0, 2));
        assertThat(first.<List<List<String>>>path("items.deliveries.address"))
                .containsOnly(List.of("ben@example.org", "carla@example.org"));
        assertThat(second.<List<String>>path("items.id")).isEqualTo(sent.subList(2, 3));
        assertThat(second.<String>path("cursor")).isNull();
        assertThat(page("?cursor=x").statusCode()).isEqualTo(400);
    }

    private Response page(String query) {
        return anna.user().request().get("/api/v1/sec/email/sent/item/" + item + query);
    }

    @Test
    void colleagueShouldSeeTheMailButNotItsBlindCopies() {
        var id = send(anna, with(aMail("ben@example.org"), "bcc", List.of("secret@example.org", "hidden@example.org")));
        var colleague = anna.aColleague();

        var seen = colleague.sent(item).getFirst();

        assertThat(seen.id()).hasToString(id);
        assertThat(seen.sender()).isEqualTo("anna");
        assertThat(seen.recipients()).containsExactly("ben@example.org");
        assertThat(seen.bcc()).isNull();
        assertThat(seen.deliveries()).extracting(Delivery::address).containsExactly("ben@example.org");
        assertThat(colleague.sentMail(id).asString())
                .doesNotContain("secret@", "hidden@")
                .isNotEqualTo(anna.sentMail(id).asString());
        assertThat(anna.sent(item).getFirst().bcc()).containsExactly("secret@example.org", "hidden@example.org");
        assertThat(anna.sent(item).getFirst().deliveries())
                .extracting(Delivery::kind, Delivery::state)
                .containsExactly(tuple("to", "sent"), tuple("bcc", "sent"), tuple("bcc", "failed"));
    }

    @Test
    void serversReplyShouldBeHiddenWhenItTellsOfABlindCopy() {
        anna.send(item, Map.of("bcc", List.of("hidden@example.org"), "subject", "", "body", ""));
        var colleague = anna.aColleague();

        assertThat(anna.sent(item).getFirst().smtpReply()).contains("hidden@example.org");
        assertThat(colleague.sent(item).getFirst().smtpReply()).isNull();
        assertThat(colleague.sent(item).getFirst().status()).isEqualTo("failed");
    }

    @Test
    void nothingShouldBeFoundByAnotherCollective() {
        var id = send(anna, aMail("ben@example.org"));
        var stranger = Correspondent.anAdmin();

        assertThat(stranger.user()
                        .request()
                        .get("/api/v1/sec/email/sent/item/{id}", item)
                        .statusCode())
                .isEqualTo(404);
        assertThat(stranger.sentMail(id).statusCode()).isEqualTo(404);
        assertThat(stranger.delete(id).statusCode()).isEqualTo(404);
        assertThat(anna.sentMail(id).statusCode()).isEqualTo(200);
    }

    @Test
    void nothingShouldBeFoundWhenTheIdIsNone() {
        for (var id : List.of("nonsense", UUID.randomUUID().toString())) {
            assertThat(anna.sentMail(id).statusCode()).isEqualTo(404);
            assertThat(anna.delete(id).statusCode()).isEqualTo(404);
            assertThat(anna.user()
                            .request()
                            .get("/api/v1/sec/email/sent/item/{id}", id)
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void mailShouldBeDeletedByItsSenderOrAnAdminOnly() {
        var ben = anna.aColleague().sendingOver(server.address(), Map.of());
        var annas = send(anna, aMail("carla@example.org"));
        var bens = send(ben, aMail("carla@example.org"));
        var bensOther = send(ben, aMail("carla@example.org"));

        assertThat(ben.delete(annas).statusCode()).isEqualTo(404);
        assertThat(ben.delete(bens).<String>path("message")).isEqualTo("Mail deleted.");
        assertThat(anna.delete(bensOther).statusCode()).isEqualTo(200);
        assertThat(anna.sent(item)).extracting(mail -> mail.id().toString()).containsExactly(annas);
    }

    @Test
    void mailShouldStayWhenItsItemIsDeleted() {
        var id = send(anna, aMail("ben@example.org"));

        assertThat(anna.user().request().delete("/api/v1/sec/item/{id}", item).statusCode())
                .isEqualTo(200);

        assertThat(anna.sentMail(id).as(SentMailView.class).subject()).isEqualTo("Hello");
    }

    private String send(Correspondent sender, Map<String, ?> mail) {
        var answer = sender.send(item, mail);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        return answer.path("id");
    }
}
