package io.mailroom.outbox;

import static io.mailroom.send.Correspondent.aMail;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.db.Database;
import io.mailroom.egress.Credential;
import io.mailroom.egress.MailServer;
import io.mailroom.egress.Timeouts;
import io.mailroom.imap.ImapClient;
import io.mailroom.imap.MessageInfo;
import io.mailroom.send.Correspondent;
import io.mailroom.send.SmtpScript;
import io.mailroom.testsupport.DovecotServer;
import io.mailroom.testsupport.ImapProxy;
import io.mailroom.testsupport.ScriptedServer;
import io.mailroom.testsupport.TestClock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done among the sent mails of a real server. The scheduler is off: each run is the test's. */
@QuarkusTest
class SentCopyTest {

    private static final String BEN = "ben@example.org";
    private static final String CARLA = "carla@example.org";
    private static final String SMTP = "/api/v1/sec/email/settings/smtp";
    private static final String IMAP = "/api/v1/sec/email/settings/imap";

    private static DovecotServer dovecot;

    @Inject
    SentCopyJob job;

    @Inject
    OutboxJob outbox;

    @Inject
    OutboxRows rows;

    @Inject
    OutboxRecovery recovery;

    @Inject
    Database database;

    @Inject
    TestClock clock;

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private ScriptedServer smtp;
    private ImapProxy imap;
    private Correspondent anna;
    private String box;
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
        imap = ImapProxy.before(dovecot.plain());
        anna = Correspondent.anAdmin();
        box = "anna-" + UUID.randomUUID();
        storeImap("home", imap.address(), box);
        storeSmtp(Map.of("sentMailbox", Map.of("imap", "home")));
        item = anna.anItem(Correspondent.File.of("a.txt", "a"));
    }

    @AfterEach
    void stop() {
        smtp.close();
        imap.close();
        clock.reset();
    }

    @Test
    void sentMailShouldBeStoredOnceAsReadAndOfItsDate() {
        var mail = sent(anna.send(item, aMail(BEN)));
        assertThat(mail.sentCopy().state()).isEqualTo("pending");
        assertThat(stored("Sent")).isEmpty();

        assertThat(run()).isEmpty();
        run();

        assertThat(view(mail).sentCopy().state()).isEqualTo("stored");
        assertThat(view(mail).sentCopy().mailbox()).isEqualTo("Sent");
        assertThat(stored("Sent")).singleElement().satisfies(copy -> {
            assertThat(copy.flags()).contains("\\Seen");
            assertThat(copy.internalDate()).isBetween(Instant.now().minusSeconds(60), Instant.now());
            assertThat(copy.size())
                    .isEqualTo(database.query("select size from sent_mail where id = $1", mail.id())
                            .getFirst()
                            .getLong(0));
        });
    }

    @Test
    void copyShouldBeStoredOnceWhenTheRunIsCutOffBeforeItKnows() {
        var mail = sent(anna.send(item, aMail(BEN)));
        var struck = imap.strike(new ImapProxy.Answered("APPEND"), ImapProxy.Connection::cut);

        run();

        assertThat(struck).isCompleted();
        assertThat(stored("Sent")).as("the server has it").hasSize(1);
        assertThat(view(mail).sentCopy().state()).isEqualTo("pending");
        clock.pass(Duration.ofMinutes(2));
        run();
        assertThat(stored("Sent")).hasSize(1);
        assertThat(view(mail).sentCopy().state()).isEqualTo("stored");
    }

    @Test
    void copyShouldBeStoredWhenTheRunIsCutOffWithinIt() {
        var mail = sent(anna.send(item, aMail(BEN)));
        imap.strike(new ImapProxy.Before("APPEND"), ImapProxy.Connection::cut);

        run();
        clock.pass(Duration.ofMinutes(2));
        run();

        assertThat(stored("Sent")).hasSize(1);
        assertThat(view(mail).sentCopy().state()).isEqualTo("stored");
    }

    /** The server lets us begin with the message when somebody else has stored it. */
    @Test
    void runThatWasTakenForDeadShouldNotStoreASecondCopy() {
        var waiting = DovecotServer.Options.standard().withConfiguration("imap_capability = IMAP4rev1 SPECIAL-USE");
        try (var slow = DovecotServer.start(waiting);
                var proxy = ImapProxy.before(slow.plain())) {
            storeImap("home", proxy.address(), box);
            var mail = sent(anna.send(item, aMail(BEN)));
            var struck = proxy.strike(new ImapProxy.Before("APPEND"), connection -> {
                proxy.forget();
                run(); // on another replica
            });

            run();

            assertThat(struck).isCompleted();
            assertThat(stored(slow, "Sent")).hasSize(1);
            assertThat(view(mail).sentCopy().state()).isEqualTo("stored");
        }
    }

    @Test
    void copyShouldBeTheProvidersWhenThatHasItAlready() {
        var mail = sent(anna.send(item, aMail(BEN)));
        dovecot.deliver(box, "Sent", copyOf(mail));

        run();

        assertThat(stored("Sent")).hasSize(1);
        assertThat(view(mail).sentCopy().state()).isEqualTo("stored");
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtp.gmail.com", "smtp.office365.com", "smtp-mail.outlook.com"})
    void nothingShouldBeStoredWhereTheProviderDoesThat(String host) {
        var mail = sent(anna.send(item, aMail(BEN)));
        database.update("update smtp_setting set host = $2 where account_id = $1", account(), host);

        assertThat(run()).isEmpty();

        assertThat(stored("Sent")).isEmpty();
        assertThat(view(mail).sentCopy().state()).isEqualTo("none");
        assertThat(view(mail).sentCopy().reason()).isEqualTo("The provider keeps a copy itself.");
    }

    @Test
    void nothingShouldBeStoredWhereThatIsNotWanted() {
        storeSmtp(Map.of());
        var mail = sent(anna.send(item, aMail(BEN)));

        assertThat(mail.sentCopy().state()).isEqualTo("none");
        assertThat(run()).isEmpty();
    }

    @Test
    void copyShouldGoIntoTheMailboxThatIsNamedAndWaitForIt() {
        storeSmtp(Map.of("sentMailbox", Map.of("imap", "home", "mailbox", "Work.Sent")));
        var mail = sent(anna.send(item, aMail(BEN)));

        assertThat(run()).hasValueSatisfying(next -> assertThat(next).isAfter(clock.instant()));
        assertThat(view(mail).sentCopy().state()).isEqualTo("pending");
        assertThat(view(mail).sentCopy().reason()).contains("no mailbox Work.Sent");
        try (var client = client()) {
            client.create("Work.Sent");
        }
        clock.pass(Duration.ofMinutes(2));
        run();

        assertThat(stored("Work.Sent")).hasSize(1);
        assertThat(stored("Sent")).isEmpty();
        assertThat(view(mail).sentCopy().state()).isEqualTo("stored");
    }

    @Test
    void copyShouldFailWhenItsTimeIsOver() {
        storeSmtp(Map.of("sentMailbox", Map.of("imap", "home", "mailbox", "Nowhere")));
        var mail = sent(anna.send(item, aMail(BEN)));

        for (var next = run(); next.isPresent(); next = run()) {
            clock.pass(Duration.between(clock.instant(), next.get()).plusSeconds(1));
        }
        anna = new Correspondent(anna.user().again());

        assertThat(view(mail).sentCopy().state()).isEqualTo("failed");
        assertThat(view(mail).sentCopy().reason()).contains("no mailbox Nowhere");
        assertThat(view(mail).status()).isEqualTo("sent");
    }

    @Test
    void copyShouldWaitForAConnectionInTroubleAndGoOnWhenThatIsMended() {
        storeImap("home", imap.address(), box, "wrong");
        var mail = sent(anna.send(item, aMail(BEN)));
        run();
        assertThat(view(mail).sentCopy().state()).isEqualTo("pending");

        storeImap("home", imap.address(), box);

        run();
        assertThat(view(mail).sentCopy().state()).isEqualTo("stored");
    }

    @Test
    void copyShouldBeOfWhatSomebodyGot() {
        answers.put("RCPT TO:<ben", "450 4.2.0 Greylisted");
        var mail = anna.send(item, aMail(BEN, CARLA)).<String>path("id");
        run();
        assertThat(stored("Sent")).hasSize(1);

        answers.clear();
        clock.pass(Duration.ofMinutes(2));
        outbox.run(setting("smtp").toString());
        run();

        assertThat(get(mail).status()).isEqualTo("sent");
        assertThat(stored("Sent")).as("no second one for the second attempt").hasSize(1);
    }

    @Test
    void nothingShouldBeStoredOfAMailThatNobodyTook() {
        answers.put("RCPT", "550 5.1.1 no such user");
        assertThat(anna.send(item, aMail(BEN)).statusCode()).isEqualTo(502);

        assertThat(run()).isEmpty();
        assertThat(stored("Sent")).isEmpty();
    }

    @Test
    void unknownMailShouldBeSentWhenItIsFoundAmongTheSentMails() {
        answers.put(".", SmtpScript.DROP);
        var mail = get(anna.send(item, aMail(BEN)).path("id"));
        assertThat(mail.status()).isEqualTo("unknown");
        assertThat(mail.sentCopy().state()).isEqualTo("sought");
        assertThat(run()).as("not at once").isPresent();

        clock.pass(Duration.ofSeconds(61));
        assertThat(run()).as("again later").isPresent();
        assertThat(view(mail).status()).isEqualTo("unknown");
        dovecot.deliver(box, "Sent", copyOf(mail));
        clock.pass(Duration.ofMinutes(5));
        assertThat(run()).isEmpty();

        assertThat(view(mail).status()).isEqualTo("sent");
        assertThat(view(mail).reason()).contains("is in the mailbox Sent of home, so it was sent");
        assertThat(view(mail).deliveries())
                .extracting(SentMailView.Delivery::state)
                .containsOnly("sent");
        assertThat(view(mail).sentCopy().state()).isEqualTo("stored");
        assertThat(stored("Sent")).hasSize(1);
    }

    @Test
    void unknownMailShouldStayUnknownWhenItIsNotFound() {
        answers.put(".", SmtpScript.DROP);
        database.update(
                "update account set notify_address = $2 where id = $1",
                account(),
                anna.user().collective() + "@example.org");
        var mail = get(anna.send(item, aMail(BEN)).path("id"));

        int looks = 0;
        for (var next = run(); next.isPresent(); next = run()) {
            assertThat(notices()).as("while it may be found").isEmpty();
            clock.pass(Duration.between(clock.instant(), next.get()).plusSeconds(1));
            looks++;
        }

        assertThat(looks).as("after 1, 5, 15 and 60 minutes").isEqualTo(4);
        assertThat(view(mail).status()).isEqualTo("unknown");
        assertThat(view(mail).reason()).as("who should have put it there?").isEqualTo(mail.reason());
        assertThat(view(mail).sentCopy().state()).isEqualTo("none");
        assertThat(stored("Sent")).isEmpty();
        assertThat(delivered()).as("it is not sent again").isEqualTo(1);
        assertThat(notices())
                .singleElement()
                .satisfies(text -> assertThat(text)
                        .contains("The mail \"Hello\"", "may or may not have been delivered to " + BEN));
    }

    private List<String> notices() {
        return database.query("select text from notice where account_id = $1", account()).stream()
                .map(row -> row.getString(0))
                .toList();
    }

    @Test
    void senderShouldBeToldWhatItMeansThatTheProviderDoesNotHaveIt() {
        answers.put(".", SmtpScript.DROP);
        var mail = get(anna.send(item, aMail(BEN)).path("id"));
        database.update("update smtp_setting set host = 'smtp.gmail.com' where account_id = $1", account());

        clock.pass(Duration.ofMinutes(61));
        for (int i = 0; i < 4; i++) {
            run();
        }

        assertThat(view(mail).status()).isEqualTo("unknown");
        assertThat(view(mail).reason()).endsWith("most likely it was not sent.");
    }

    @Test
    void unknownMailShouldBeLookedForWhereTheSameUserHasItsMailboxes() {
        storeSmtp(Map.of("smtpUser", box.toUpperCase(java.util.Locale.ROOT), "smtpPassword", "x"));
        answers.put("EHLO", "250-mail.example.org\r\n250 AUTH PLAIN");
        answers.put("AUTH", "235 2.7.0 welcome");
        answers.put(".", SmtpScript.DROP);
        var mail = get(anna.send(item, aMail(BEN)).path("id"));
        dovecot.deliver(box, "Sent", copyOf(mail));

        clock.pass(Duration.ofSeconds(61));
        run();

        assertThat(view(mail).status()).isEqualTo("sent");
    }

    @Test
    void unknownMailShouldNotBeTakenForSentByTheCopyOfAnEarlierAttempt() {
        answers.put("RCPT TO:<ben", "450 4.2.0 Greylisted");
        var mail = anna.send(item, aMail(BEN, CARLA)).<String>path("id");
        run();
        assertThat(stored("Sent")).hasSize(1);
        answers.clear();
        answers.put(".", SmtpScript.DROP);
        clock.pass(Duration.ofMinutes(2));
        outbox.run(setting("smtp").toString());
        assertThat(get(mail).status()).isEqualTo("unknown");

        clock.pass(Duration.ofMinutes(61));
        assertThat(run()).isEmpty();

        assertThat(get(mail).status()).isEqualTo("unknown");
    }

    @Test
    void mailOfWhichItsSenderKnowsThatItWasDeliveredShouldBeStored() {
        answers.put(".", SmtpScript.DROP);
        var mail = get(anna.send(item, aMail(BEN)).path("id"));

        assertThat(anna.user()
                        .request()
                        .post("/api/v1/sec/email/outbox/{id}/delivered", mail.id())
                        .statusCode())
                .isEqualTo(200);
        assertThat(view(mail).sentCopy().state()).isEqualTo("pending");
        run();

        assertThat(stored("Sent")).hasSize(1);
    }

    @Test
    void mailThatADeadProcessHadOnItsWayShouldBeLookedFor() {
        var mail = get(anna.user()
                .request()
                .header("Prefer", "respond-async")
                .body(aMail(BEN))
                .post("/api/v1/sec/email/send/work/" + item)
                .path("id"));
        database.update(
                "update sent_mail set claim = $2, claimed_until = now(), status = 'sending' where id = $1",
                mail.id(),
                UUID.randomUUID());
        rows.recover();
        assertThat(view(mail).sentCopy().state()).isEqualTo("sought");
        dovecot.deliver(box, "Sent", copyOf(mail));

        clock.pass(Duration.ofSeconds(61));
        run();

        assertThat(view(mail).status()).isEqualTo("sent");
    }

    @Test
    void copyShouldFailWhenTheSettingOfItsMailboxIsDeleted() {
        var mail = sent(anna.send(item, aMail(BEN)));
        var setting = setting("imap");

        assertThat(anna.user().request().delete(IMAP + "/home").statusCode()).isEqualTo(200);

        assertThat(job.run(setting.toString())).isEmpty();
        assertThat(view(mail).sentCopy().state()).isEqualTo("failed");
        assertThat(view(mail).sentCopy().reason()).isEqualTo("The IMAP setting was deleted.");
        assertThat(anna.user().request().get(SMTP + "/work").<Object>path("sentMailbox"))
                .isNull();
    }

    @Test
    void senderShouldHearOfAMailThatIsSoughtNoMoreAsTheSettingOfItsMailboxIsDeleted() {
        database.update("update account set notify_address = $2 where id = $1", account(), box + "@example.org");
        answers.put(".", SmtpScript.DROP);
        var mail = get(anna.send(item, aMail(BEN)).path("id"));
        assertThat(mail.sentCopy().state()).isEqualTo("sought");

        assertThat(anna.user().request().delete(IMAP + "/home").statusCode()).isEqualTo(200);
        recovery.run("all");
        recovery.run("all");

        assertThat(view(mail).sentCopy().state()).isEqualTo("none");
        assertThat(view(mail).sentCopy().reason()).isEqualTo("The IMAP setting was deleted.");
        assertThat(database.query("select text from notice where account_id = $1", account()))
                .singleElement()
                .satisfies(notice ->
                        assertThat(notice.getString(0)).contains("may or may not have been delivered to " + BEN));
    }

    @Test
    void settingShouldTellWhereCopiesGoUnderItsPresentName() {
        storeSmtp(Map.of("sentMailbox", Map.of("imap", "home", "mailbox", "Work.Sent")));
        database.update("update imap_setting set name = 'house' where id = $1", setting("imap"));

        var shown = anna.user().request().get(SMTP + "/work");

        assertThat(shown.<Map<String, String>>path("sentMailbox"))
                .isEqualTo(Map.of("imap", "house", "mailbox", "Work.Sent"));
    }

    @Test
    void settingShouldRefuseMailboxesOfSomebodyElse() {
        var ben = anna.aColleague();

        var refused = ben.user()
                .request()
                .body(smtpSetting(Map.of("sentMailbox", Map.of("imap", "home"))))
                .post(SMTP);

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.<List<String>>path("errors.field")).containsExactly("sentMailbox.imap");
    }

    private Optional<Instant> run() {
        return job.run(setting("imap").toString());
    }

    private UUID setting(String protocol) {
        return database.query("select id from " + protocol + "_setting where account_id = $1", account())
                .getFirst()
                .getUUID(0);
    }

    private UUID account() {
        return anna.user().accountId(database);
    }

    private SentMailView sent(Response answer) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        return get(answer.path("id"));
    }

    private SentMailView view(SentMailView mail) {
        return get(mail.id().toString());
    }

    private SentMailView get(String mail) {
        return anna.sentMail(mail).as(SentMailView.class);
    }

    /** How often the server was given the whole of a mail. */
    private long delivered() {
        return smtp.received().stream()
                .filter(line -> line.startsWith("Message-ID: "))
                .count();
    }

    private static byte[] copyOf(SentMailView mail) {
        return ("Message-ID: <" + mail.messageId() + ">\r\nFrom: aenne@mailroom.test\r\n\r\nHello Ben.\r\n").getBytes();
    }

    private ImapClient client() {
        return client(dovecot);
    }

    private ImapClient client(DovecotServer server) {
        return ImapClient.connect(
                server.plain(), new Credential.Password(box, DovecotServer.PASSWORD), Timeouts.DEFAULT);
    }

    private List<MessageInfo> stored(String mailbox) {
        return stored(dovecot, mailbox);
    }

    private List<MessageInfo> stored(DovecotServer server, String mailbox) {
        var found = new ArrayList<MessageInfo>();
        try (var client = client(server);
                var opened = client.examine(mailbox)) {
            opened.overview(0, Long.MAX_VALUE, found::add);
        }
        return found;
    }

    private void storeImap(String name, MailServer server, String login) {
        storeImap(name, server, login, DovecotServer.PASSWORD);
    }

    private void storeImap(String name, MailServer server, String login, String password) {
        store(
                IMAP,
                Map.of(
                        "name",
                        name,
                        "imapHost",
                        server.host(),
                        "imapPort",
                        server.port(),
                        "imapUser",
                        login,
                        "imapPassword",
                        password,
                        "sslType",
                        "none"));
    }

    private void storeSmtp(Map<String, Object> more) {
        store(SMTP, smtpSetting(more));
    }

    private Map<String, Object> smtpSetting(Map<String, Object> more) {
        var setting = new HashMap<String, Object>(Map.of(
                "name",
                Correspondent.SETTING,
                "smtpHost",
                smtp.address().host(),
                "smtpPort",
                smtp.address().port(),
                "from",
                Correspondent.FROM,
                "sslType",
                "none"));
        setting.putAll(more);
        return setting;
    }

    /** New, or in place of the one of that name. */
    private void store(String path, Map<String, Object> setting) {
        var replaced = anna.user().request().body(setting).put(path + "/" + setting.get("name"));
        var stored = replaced.statusCode() == 404
                ? anna.user().request().body(setting).post(path)
                : replaced;
        assertThat(stored.statusCode()).as(stored.asString()).isEqualTo(200);
    }
}
