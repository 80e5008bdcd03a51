package io.mailroom.outbox;

import static io.mailroom.send.Correspondent.aMail;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.mailroom.db.Database;
import io.mailroom.outbox.SentMailView.Delivery;
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
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How much may be sent, and what is remembered of it. */
@QuarkusTest
class SendLimitsTest {

    private static final String BEN = "ben@example.org";
    private static final String CARLA = "carla@example.org";

    @Inject
    Database database;

    @Inject
    OutboxJob job;

    @Inject
    TestClock clock;

    private ScriptedServer server;
    private Correspondent anna;
    private String item;

    @BeforeEach
    void start() {
        server = SmtpScript.answering(Map.of("RCPT TO:<hidden", "550 5.1.1 no such user"));
        anna = Correspondent.over(server.address());
        item = anna.anItem(Correspondent.File.of("a.txt", "a"));
    }

    @AfterEach
    void stop() {
        server.close();
        clock.reset();
    }

    @Test
    void dayShouldHaveAnEndForOneUserAndForTheCollective() {
        var ben = anna.aColleague().sendingOver(server.address(), Map.of());
        used(anna, "account", 1999);
        assertThat(anna.send(item, aMail(BEN)).statusCode()).isEqualTo(200);

        var refused = anna.send(item, aMail(BEN));

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.<String>path("detail")).contains("You may send to 2000 recipients in a day");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 86_400);
        assertThat(ben.send(item, aMail(BEN)).statusCode()).isEqualTo(200);
        used(anna, "collective", 20_000);
        assertThat(ben.send(item, aMail(BEN)).<String>path("detail")).contains("Your collective may send to 20000");
        assertThat(anna.sent(item)).hasSize(2);

        clock.pass(Duration.ofDays(1));
        anna = new Correspondent(anna.user().again());
        assertThat(anna.send(item, aMail(BEN)).statusCode()).isEqualTo(200);
    }

    @Test
    void quotaShouldHoldWhenManySendAtOnce() {
        used(anna, "account", 1995);

        var statuses = IntStream.range(0, 12)
                .parallel()
                .mapToObj(i -> anna.send(item, aMail(BEN)).statusCode())
                .toList();

        assertThat(statuses.stream().filter(status -> status == 200)).hasSize(5);
        assertThat(statuses.stream().filter(status -> status == 429)).hasSize(7);
    }

    @Test
    void whoeverHasNothingLeftShouldNotComeAsFarAsTheDatabaseForAWhile() {
        used(anna, "account", 1998);
        assertThat(anna.send(item, aMail(BEN, CARLA, "dora@example.org")).statusCode())
                .isEqualTo(429);
        database.update("delete from send_quota");

        assertThat(anna.send(item, aMail(BEN, CARLA, "dora@example.org")).statusCode())
                .as("known from a moment ago")
                .isEqualTo(429);
        assertThat(anna.send(item, aMail(BEN, CARLA)).statusCode())
                .as("no more than was left")
                .isEqualTo(200);
        clock.pass(Duration.ofMinutes(2));
        assertThat(anna.send(item, aMail(BEN, CARLA, "dora@example.org")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void settingShouldKeepToItsPace() {
        anna.user().request().delete("/api/v1/sec/email/settings/smtp/work");
        anna.sendingOver(server.address(), Map.of("perMinute", 1));

        assertThat(anna.send(item, aMail(BEN)).statusCode()).isEqualTo(200);
        var second = anna.send(item, aMail(CARLA));

        assertThat(second.statusCode()).isEqualTo(202);
        assertThat(second.<String>path("detail")).contains("sends 1 mails a minute");
        run();
        assertThat(anna.sentMail(second.path("id")).<String>path("status")).isEqualTo("queued");
        clock.pass(Duration.ofSeconds(61));
        run();
        assertThat(anna.sentMail(second.path("id")).<String>path("status")).isEqualTo("sent");
    }

    @Test
    void adminsShouldSeeWhoSentWhatToWhomAndWhen() {
        var ben = anna.aColleague().sendingOver(server.address(), Map.of());
        String id = ben.send(item, Correspondent.with(aMail(CARLA), "bcc", List.of("hidden@example.org")))
                .path("id");
        anna.send(item, aMail(BEN));
        assertThat(ben.delete(id).statusCode()).isEqualTo(200);
        assertThat(ben.sentMail(id).statusCode()).isEqualTo(404);

        var audit = audit(anna, "?sender=ben");

        assertThat(audit.items()).hasSize(1);
        var entry = audit.items().getFirst();
        assertThat(entry.sender()).isEqualTo("ben");
        assertThat(entry.subject()).isEqualTo("Hello");
        assertThat(entry.status()).isEqualTo("sent");
        assertThat(entry.deleted()).isNotNull();
        assertThat(entry.deliveries())
                .extracting(Delivery::address, Delivery::kind, Delivery::state)
                .containsExactly(tuple(CARLA, "to", "sent"), tuple("hidden@example.org", "bcc", "failed"));
        assertThat(audit(anna, "").items()).hasSize(2);
        assertThat(audit(anna, "?limit=1").items()).hasSize(1);
        assertThat(audit(anna, "?limit=1&cursor=" + audit(anna, "?limit=1").cursor())
                        .items()
                        .getFirst()
                        .id())
                .isEqualTo(UUID.fromString(id));
        assertThat(audit(anna, "?to=1").items()).isEmpty();
        assertThat(audit(anna, "?from=" + Long.MIN_VALUE + "&to=" + Long.MAX_VALUE)
                        .items())
                .hasSize(2);
        assertThat(database.query("select body, raw_hash from sent_mail where id = $1", UUID.fromString(id))
                        .getFirst()
                        .getString(0))
                .isEmpty();
        assertThat(ben.user().request().get("/api/v1/sec/email/audit").statusCode())
                .isEqualTo(403);
    }

    private static AuditResource.AuditList audit(Correspondent reader, String query) {
        Response answer = reader.user().request().get("/api/v1/sec/email/audit" + query);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        return answer.as(AuditResource.AuditList.class);
    }

    private void used(Correspondent sender, String owner, int recipients) {
        database.update(
                "insert into send_quota select a." + (owner.equals("account") ? "id" : "collective_id")
                        + ", (now() at time zone 'UTC')::date, $2 from account a join collective c on c.id = a.collective_id"
                        + " where c.name = $1 and a.login = $3"
                        + " on conflict (owner, day) do update set recipients = excluded.recipients",
                sender.user().collective(),
                recipients,
                sender.user().login());
    }

    private void run() {
        job.run(database.query(
                        "select s.id from smtp_setting s join account a on a.id = s.account_id"
                                + " join collective c on c.id = a.collective_id where c.name = $1",
                        anna.user().collective())
                .getFirst()
                .getUUID(0)
                .toString());
    }
}
