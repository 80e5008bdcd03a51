package io.mailroom.outbox;

import static io.mailroom.send.Correspondent.aMail;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.db.Database;
import io.mailroom.send.Correspondent;
import io.mailroom.send.SmtpScript;
import io.mailroom.testsupport.ScriptedServer;
import io.mailroom.testsupport.TestClock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who hears of a mail that failed after it was accepted, and how often. */
@QuarkusTest
class UndeliveredTest {

    private static final String BEN = "ben@example.org";
    private static final String CARLA = "carla@example.org";

    @Inject
    OutboxJob job;

    @Inject
    OutboxRows rows;

    @Inject
    Database database;

    @Inject
    TestClock clock;

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private ScriptedServer server;
    private Correspondent anna;
    private String item;

    @BeforeEach
    void start() {
        server = SmtpScript.answering(answers);
        anna = Correspondent.over(server.address());
        item = anna.anItem(Correspondent.File.of("a.txt", "a"));
        database.update(
                "update account set notify_address = $2 where id = $1",
                anna.user().accountId(database),
                anna.user().collective() + "@example.org");
        anna.user()
                .request()
                .body(Map.of("url", "http://127.0.0.1:9/hook", "events", List.of("mail.failed")))
                .post("/api/v1/sec/webhook")
                .then()
                .statusCode(200);
    }

    @AfterEach
    void stop() {
        server.close();
        clock.reset();
    }

    @Test
    void senderShouldHearOfAMailThatFailsInTheBackground() {
        answers.put("RCPT TO:<ben", "550 5.1.1 no such user here");
        async(aMail(BEN, CARLA));

        run();

        assertThat(notices())
                .singleElement()
                .satisfies(text -> assertThat(text)
                        .contains("The mail \"Hello\" that you sent", "was not delivered to " + BEN + ".")
                        .doesNotContain(CARLA, "no such user here"));
        assertThat(events())
                .singleElement()
                .satisfies(event -> assertThat(event)
                        .contains("\"replyCode\":550", "\"enhancedStatusCode\":\"5.1.1\"", BEN)
                        .doesNotContain(CARLA, "no such user here"));
    }

    @Test
    void senderShouldHearOfAMailOfWhichNobodyKnows() {
        answers.put(".", SmtpScript.DROP);
        answers.put("RCPT TO:<carla", "550 5.1.1 no such user here");
        async(aMail(BEN, CARLA));

        run();
        rows.recover();

        assertThat(notices())
                .singleElement()
                .satisfies(text -> assertThat(text)
                        .contains("The mail \"Hello\"", "was not delivered to " + CARLA)
                        .contains("may or may not have been delivered to " + BEN, "not sent again by itself"));
        assertThat(events())
                .singleElement()
                .satisfies(event -> assertThat(event).contains(CARLA).doesNotContain(BEN));
    }

    @Test
    void senderShouldHearOfAMailThatWasWithItsServerWhenAProcessDied() {
        async(aMail(BEN));
        database.update(
                "update sent_mail set status = 'sending', claim = gen_random_uuid(), claimed_until = now()"
                        + " where account_id = $1",
                anna.user().accountId(database));

        rows.recover();
        rows.recover();

        assertThat(notices())
                .singleElement()
                .satisfies(text -> assertThat(text).contains("may or may not have been delivered to " + BEN));
        assertThat(events()).isEmpty();
    }

    @Test
    void senderShouldNotHearTwiceOfWhatTheAnswerToldHim() {
        answers.put("RCPT", "550 5.1.1 no such user");

        assertThat(anna.send(item, aMail(BEN)).statusCode()).isEqualTo(502);

        assertThat(notices()).isEmpty();
        assertThat(events()).isEmpty();
    }

    @Test
    void senderShouldHearOnceOfAMailWhoseTimeIsOver() {
        answers.put("RCPT", "450 4.2.0 Greylisted");
        var mail = anna.send(item, aMail(BEN));
        assertThat(mail.statusCode()).isEqualTo(202);
        assertThat(notices()).as("while there is hope").isEmpty();

        clock.pass(Duration.ofHours(49));
        run();
        assertThat(notices()).hasSize(1);
        anna = new Correspondent(anna.user().again());
        assertThat(anna.user()
                        .request()
                        .post("/api/v1/sec/email/outbox/{id}/retry", mail.<String>path("id"))
                        .statusCode())
                .isEqualTo(200);
        clock.pass(Duration.ofHours(49));
        run();

        assertThat(notices()).hasSize(1);
        assertThat(events()).hasSize(1);
    }

    @Test
    void senderShouldHearOfMailsWhoseSettingWasDeleted() {
        async(aMail(BEN));
        anna.user().request().delete("/api/v1/sec/email/settings/smtp/work");

        rows.recover();

        assertThat(notices()).hasSize(1);
        assertThat(events()).hasSize(1);
    }

    @Test
    void senderShouldNotBeWrittenWhoWantsNoNotices() {
        database.update(
                "update account set notify = false where id = $1", anna.user().accountId(database));
        answers.put("RCPT", "550 5.1.1 no such user");
        async(aMail(BEN));

        run();

        assertThat(notices()).isEmpty();
        assertThat(events()).hasSize(1);
    }

    @Test
    void nobodyShouldHearOfAMailThatWasSent() {
        async(aMail(BEN));

        run();

        assertThat(notices()).isEmpty();
        assertThat(events()).isEmpty();
    }

    private void run() {
        job.run(database.query(
                        "select id from smtp_setting where account_id = $1",
                        anna.user().accountId(database))
                .getFirst()
                .getUUID(0)
                .toString());
    }

    private void async(Map<String, Object> mail) {
        Response answer = anna.user()
                .request()
                .header("Prefer", "respond-async")
                .body(mail)
                .post("/api/v1/sec/email/send/work/" + item);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(202);
    }

    private List<String> notices() {
        return database
                .query(
                        "select text from notice where account_id = $1",
                        anna.user().accountId(database))
                .stream()
                .map(row -> row.getString(0))
                .toList();
    }

    private List<String> events() {
        return database
                .query(
                        "select d.body from webhook_delivery d join webhook w on w.id = d.webhook_id"
                                + " join collective c on c.id = w.collective_id where c.name = $1",
                        anna.user().collective())
                .stream()
                .map(row -> row.getString(0))
                .toList();
    }
}
