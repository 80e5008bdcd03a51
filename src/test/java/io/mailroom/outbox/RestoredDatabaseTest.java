package io.mailroom.outbox;

import static io.mailroom.send.Correspondent.aMail;
import static io.mailroom.send.Correspondent.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.db.Database;
import io.mailroom.db.DatabaseIdentity;
import io.mailroom.send.Correspondent;
import io.mailroom.send.SmtpScript;
import io.mailroom.testsupport.ScriptedServer;
import io.mailroom.testsupport.TestClock;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What waited when the backup was made may have been sent since: nobody gets it twice. */
@QuarkusTest
class RestoredDatabaseTest {

    private static final String BEN = "ben@example.org";

    @Inject
    DatabaseIdentity identity;

    @Inject
    OutboxJob job;

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
    }

    @AfterEach
    void stop() {
        server.close();
        clock.reset();
    }

    private static String queued(Response answer) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(202);
        return answer.path("id");
    }

    private void restore() {
        database.update("update database_identity set identity = 'of the one that was backed up'");
        identity.look();
    }

    private static SentMailView sent(User user, String mail) {
        return user.request().get("/api/v1/sec/email/sent/mail/{id}", mail).as(SentMailView.class);
    }

    private long attempts() {
        job.run(database.query(
                        "select id from smtp_setting where account_id = $1",
                        anna.user().accountId(database))
                .getFirst()
                .getUUID(0)
                .toString());
        return server.received().stream()
                .filter(line -> line.startsWith("RCPT TO:<" + BEN))
                .count();
    }

    @Test
    void mailThatWaitedShouldBeHeldForAWordOfItsSender() {
        answers.put("RCPT TO:<ben", "450 4.2.0 Greylisted");
        var mail = queued(anna.send(item, aMail(BEN)));
        answers.clear();
        long before = attempts();

        restore();
        clock.pass(Duration.ofMinutes(5));

        assertThat(attempts()).isEqualTo(before);
        var user = anna.user().again();
        assertThat(sent(user, mail).status()).isEqualTo("unknown");
        user.request().post("/api/v1/sec/email/outbox/{id}/resend", mail).then().statusCode(200);
        assertThat(attempts()).isEqualTo(before + 1);
        assertThat(sent(user, mail).status()).isEqualTo("sent");
    }

    @Test
    void mailWhoseTimeHasNotComeShouldBeSentThen() {
        var at = clock.instant().plus(Duration.ofHours(2));
        var mail = queued(anna.send(item, with(aMail(BEN), "sendAt", at.toEpochMilli())));

        restore();

        assertThat(sent(anna.user().again(), mail).status()).isEqualTo("queued");
        clock.pass(Duration.ofHours(3));
        assertThat(attempts()).isOne();
        assertThat(sent(anna.user().again(), mail).status()).isEqualTo("sent");
    }

    @Test
    void sessionsOfTheBackupShouldBeOver() {
        var user = anna.user();
        restore();

        user.request().post("/api/v1/sec/auth/session").then().statusCode(401);
        user.again().request().get("/api/v1/sec/item").then().statusCode(200);
    }

    @Test
    void databaseShouldBeTheSameWhenItIsStartedAgain() {
        answers.put("RCPT TO:<ben", "450 4.2.0 Greylisted");
        var mail = queued(anna.send(item, aMail(BEN)));

        identity.look();

        assertThat(sent(anna.user(), mail).status()).isEqualTo("queued");
    }
}
