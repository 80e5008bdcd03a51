package io.mailroom.scan;

import static io.mailroom.scan.Imports.aTask;
import static io.mailroom.send.Correspondent.aMail;
import static io.mailroom.send.Correspondent.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.db.Database;
import io.mailroom.outbox.SentMailView;
import io.mailroom.send.Correspondent;
import io.mailroom.send.SmtpScript;
import io.mailroom.testsupport.DovecotServer;
import io.mailroom.testsupport.ScriptedServer;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user sees of a mail that came back, from the import of the report on. */
@QuarkusTest
class ReturnedMailTest {

    private static final String BEN = "ben@example.org";
    private static final String CARLA = "carla@example.org";

    private static DovecotServer dovecot;

    @Inject
    Imports imports;

    @Inject
    Database database;

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private ScriptedServer smtp;
    private Correspondent anna;
    private String item;

    @BeforeAll
    static void startDovecot() {
        dovecot = DovecotServer.start();
    }

    @AfterAll
    static void stopDovecot() {
        if (dovecot != null) {
            dovecot.close();
        }
    }

    @BeforeEach
    void start() {
        smtp = SmtpScript.answering(answers);
        anna = Correspondent.over(smtp.address());
        item = anna.anItem(Correspondent.File.of("a.txt", "a"));
    }

    @AfterEach
    void stop() {
        smtp.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"postfix", "exchange", "gmail", "qmail", "exim"})
    void bounceShouldFailItsRecipientAndNobodyElse(String server) {
        var mail = sent(aMail(BEN, CARLA));

        var report = imported(anna.user(), bounce(server, mail)).getFirst();

        var after = view(mail);
        assertThat(after.status()).isEqualTo("sent");
        assertThat(after.deliveries()).extracting(SentMailView.Delivery::state).containsExactly("failed", "sent");
        var ben = after.deliveries().getFirst();
        assertThat(ben.replyCode()).isEqualTo(550);
        assertThat(ben.enhancedStatusCode()).startsWith("5.1.1");
        assertThat(ben.replyText()).startsWith("bounced: ").contains("550");
        assertThat(ben.report().item()).isEqualTo(report);
        assertThat(ben.report().action()).isEqualTo("failed");
        assertThat(after.deliveries().getLast().report()).isNull();
    }

    @Test
    void reportShouldLeadToItsMailAndTheMailToItsReport() {
        var mail = sent(aMail(BEN));

        var report = imported(anna.user(), bounce("postfix", mail)).getFirst();

        assertThat(view(mail).status()).isEqualTo("failed");
        assertThat(view(mail).reason()).isEqualTo("It came back.");
        assertThat(anna.sent(report.toString())).extracting(SentMailView::id).containsExactly(mail.id());
        assertThat(anna.sent(item)).extracting(SentMailView::id).containsExactly(mail.id());
        assertThat(anna.user().request().get("/api/v1/sec/item/{id}", report).<List<String>>path("mail.reportsOn"))
                .containsExactly(mail.id().toString());
        assertThat(anna.user().request().delete("/api/v1/sec/item/" + report).statusCode())
                .isEqualTo(200);
        assertThat(view(mail).deliveries().getFirst().report().action()).isEqualTo("failed");
    }

    @Test
    void mailThatIsOnlyLateShouldStaySent() {
        var mail = sent(aMail(BEN));

        imported(anna.user(), bounce("postfix-delayed", mail));

        var ben = view(mail).deliveries().getFirst();
        assertThat(ben.state()).isEqualTo("sent");
        assertThat(ben.report().action()).isEqualTo("delayed");
        assertThat(ben.report().status()).isEqualTo("4.4.1");
        assertThat(events()).isEmpty();
    }

    @Test
    void deliveryShouldBeShownAndTellThatTheServerHadTakenTheMail() {
        answers.put(".", SmtpScript.DROP);
        var mail = view(anna.send(item, aMail(BEN)).<String>path("id"));
        assertThat(mail.status()).isEqualTo("unknown");

        imported(anna.user(), bounce("postfix-delivered", mail));

        assertThat(view(mail).status()).isEqualTo("sent");
        assertThat(view(mail).deliveries().getFirst().state()).isEqualTo("sent");
        assertThat(view(mail).deliveries().getFirst().report().action()).isEqualTo("delivered");
    }

    @Test
    void reportShouldNotBeBelievedThatNamesSomebodyWhoDidNotGetTheMail() {
        var mail = sent(aMail(CARLA));

        imported(anna.user(), bounce("postfix", mail));

        assertThat(view(mail).status()).isEqualTo("sent");
        assertThat(view(mail).deliveries().getFirst().report()).isNull();
    }

    @Test
    void reportShouldNotBeBelievedThatNamesNoMailOfOurs() {
        var mail = sent(aMail(BEN));

        imported(anna.user(), bounce("postfix", "guessed@mailroom.test"));

        assertThat(view(mail).status()).isEqualTo("sent");
    }

    @Test
    void reportShouldNotBeBelievedInTheMailboxOfSomebodyElse() {
        var mail = sent(aMail(BEN));
        var colleague = anna.aColleague();

        imported(colleague.user(), bounce("postfix", mail));

        assertThat(view(mail).status()).isEqualTo("sent");
        imported(anna.user(), bounce("postfix", mail));
        assertThat(view(mail).status())
                .as("the same one, which the collective has already, in her own")
                .isEqualTo("failed");
    }

    @Test
    void reportThatIsSeenAgainShouldChangeNothingMore() {
        var mail = sent(aMail(BEN));
        var bounce = bounce("postfix", mail);
        imported(anna.user(), bounce);
        assertThat(anna.user()
                        .request()
                        .post("/api/v1/sec/email/outbox/{id}/retry", mail.id())
                        .statusCode())
                .isEqualTo(200);
        database.update("update sent_mail set status = 'sent', next_attempt = null where id = $1", mail.id());
        database.update("update sent_mail_recipient set state = 'sent' where mail_id = $1", mail.id());

        imported(anna.user(), bounce);

        assertThat(view(mail).status()).isEqualTo("sent");
    }

    @Test
    void recipientShouldBeKnownInAnyLetterCaseAndAsABlindCopy() {
        var mail = sent(with(aMail(CARLA), "bcc", List.of("Ben@EXAMPLE.org")));

        imported(anna.user(), bounce("exchange", mail));

        assertThat(view(mail).deliveries())
                .extracting(SentMailView.Delivery::state)
                .containsExactly("sent", "failed");
        var colleague = anna.aColleague();
        var shown = colleague.sentMail(mail.id().toString()).as(SentMailView.class);
        assertThat(shown.deliveries())
                .singleElement()
                .satisfies(delivery -> assertThat(delivery.report()).isNull());
    }

    @Test
    void webhookAndSenderShouldBeToldOnce() {
        anna.user()
                .request()
                .body(Map.of("url", "http://127.0.0.1:9/hook", "events", List.of("mail.failed")))
                .post("/api/v1/sec/webhook")
                .then()
                .statusCode(200);
        wantNotices();
        var mail = sent(with(aMail(BEN, CARLA), "bcc", List.of("dora@example.org")));

        imported(anna.user(), bounce("postfix", mail));
        imported(anna.user(), bounce("postfix", mail, CARLA));
        imported(anna.user(), bounce("postfix", mail, "dora@example.org"));

        assertThat(view(mail).status()).isEqualTo("failed");
        assertThat(notices())
                .singleElement()
                .satisfies(text ->
                        assertThat(text).contains("was not delivered to " + BEN).doesNotContain("550"));
        assertThat(events())
                .singleElement()
                .satisfies(event -> assertThat(event)
                        .contains("\"type\":\"mail.failed\"", mail.id().toString(), BEN, "5.1.1")
                        .doesNotContain("dora", "rejected"));
    }

    private SentMailView sent(Map<String, Object> mail) {
        var answer = anna.send(item, mail);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        return view(answer.<String>path("id"));
    }

    private SentMailView view(SentMailView mail) {
        return view(mail.id().toString());
    }

    private SentMailView view(String mail) {
        return anna.sentMail(mail).as(SentMailView.class);
    }

    private void wantNotices() {
        database.update(
                "update account set notify_address = $2 where id = $1",
                anna.user().accountId(database),
                anna.user().collective() + "@example.org");
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

    /** The items that the mails become, or are already, in a mailbox of this user that has nothing else in it. */
    private List<UUID> imported(User user, byte[]... mails) {
        var box = "box-" + UUID.randomUUID();
        imports.connection(user, box, dovecot.plain(), box, DovecotServer.PASSWORD);
        dovecot.deliver(box, "INBOX", mails);
        var task = imports.create(user, aTask(box));
        assertThat(imports.run(user, task).failed()).isZero();
        return database
                .query(
                        "select l.item_id from scan_ledger l join mailbox_cursor c on c.id = l.cursor_id"
                                + " where c.task_id = $1 order by l.uid",
                        UUID.fromString(task))
                .stream()
                .map(row -> row.getUUID(0))
                .toList();
    }

    private static byte[] bounce(String server, SentMailView mail) {
        return bounce(server, mail.messageId());
    }

    private static byte[] bounce(String server, SentMailView mail, String recipient) {
        return new String(bounce(server, mail), StandardCharsets.UTF_8)
                .replace(BEN, recipient)
                .replaceFirst("(?i)(\nMessage-ID: <)", "$1" + recipient.charAt(0))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bounce(String server, String messageId) {
        try (var file = Objects.requireNonNull(
                ReturnedMailTest.class.getResourceAsStream("/io/mailroom/mime/bounces/" + server + ".eml"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("original@mailroom.test", messageId)
                    .replace("\n", "\r\n")
                    .getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
