package io.mailroom.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailroom.account.Owners;
import io.mailroom.db.Database;
import io.mailroom.db.Transactions;
import io.mailroom.egress.Cause;
import io.mailroom.health.Connection;
import io.mailroom.health.Connections;
import io.mailroom.health.Occasion;
import io.mailroom.health.Turn;
import io.mailroom.testsupport.TestClock;
import io.mailroom.testsupport.User;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.MockMailbox;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the owner of a connection is written, from the failure to the mail. */
@QuarkusTest
class NoticesTest {

    @Inject
    NoticeJob job;

    @Inject
    Notices notices;

    @Inject
    Owners owners;

    @Inject
    Transactions transactions;

    @Inject
    Connections connections;

    @Inject
    Database database;

    @Inject
    MockMailbox mailbox;

    @Inject
    TestClock clock;

    private User anna;
    private String address;
    private Connection connection;

    @BeforeEach
    void store() {
        database.update("delete from notice");
        mailbox.clear();
        anna = User.anAdmin();
        address = anna.collective() + "@example.org";
        notify(true, address);
        anna.request()
                .body(Map.of("name", "work", "imapHost", "imap.example.org", "sslType", "ssl"))
                .post("/api/v1/sec/email/settings/imap")
                .then()
                .statusCode(200);
        connection = Connection.imap(
                database.query("select id from imap_setting where account_id = $1", anna.accountId(database))
                        .getFirst()
                        .getUUID(0));
    }

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    private void notify(boolean enabled, String to) {
        var stored =
                anna.request().body(Map.of("enabled", enabled, "address", to)).put("/api/v1/sec/user/notify");
        assertThat(stored.statusCode()).as(stored.asString()).isEqualTo(200);
    }

    private void fail(Cause cause) {
        try (var turn = (Turn.Now) connections.enter(connection, Occasion.TEST)) {
            turn.failed(cause, "The server said <no> & went away.");
        }
        clock.pass(Duration.ofMinutes(31));
    }

    private void succeed() {
        try (var turn = (Turn.Now) connections.enter(connection, Occasion.TEST)) {
            turn.succeeded();
        }
    }

    private List<Mail> mails() {
        job.run("all");
        return mailbox.getMailsSentTo(address);
    }

    @Test
    void blockedConnectionShouldBeToldOnceWithTheStepThatMendsIt() {
        fail(Cause.AUTH);
        assertThat(mails()).isEmpty();
        fail(Cause.AUTH);
        mailbox.clear();
        fail(Cause.AUTH);
        fail(Cause.AUTH);
        fail(Cause.AUTH);

        assertThat(mails()).singleElement().satisfies(mail -> {
            assertThat(mail.getSubject()).isEqualTo("Your connection \"work\" (IMAP) does not work");
            assertThat(mail.getFrom()).contains("mailroom@mailroom.test");
            assertThat(mail.getText())
                    .contains("has failed 3 times in a row. Its server refused user and password.")
                    .contains("What to do: Store the right user and password");
            assertThat(mail.getHeaders()).containsEntry("Auto-Submitted", List.of("auto-generated"));
        });
        assertThat(mails()).hasSize(1);
    }

    /** Anybody may run a server, and name somebody else to be written to. */
    @ParameterizedTest
    @EnumSource(Cause.class)
    void wordsOfAServerShouldNotBeMailed(Cause cause) {
        for (int i = 0; i < 4; i++) {
            fail(cause);
        }

        assertThat(mails()).isNotEmpty().allSatisfy(mail -> {
            assertThat(mail.getSubject() + mail.getText() + mail.getHtml()).doesNotContain("went away");
            assertThat(mail.getText()).contains("has failed").contains("What to do: ");
        });
    }

    @Test
    void textShouldBeNoMarkup() {
        var letter = new Letter(
                UUID.randomUUID(), UUID.randomUUID(), "S", "said <no> & went", null, null, clock.instant(), 1);

        new Sender(config(Optional.empty()), Optional.of("a@mailroom.test")).send(letter, address);

        assertThat(mailbox.getMailsSentTo(address)).singleElement().satisfies(mail -> {
            assertThat(mail.getText()).contains("said <no> & went");
            assertThat(mail.getHtml()).contains("said &lt;no&gt; &amp; went");
        });
    }

    @Test
    void needForAuthorisationShouldBeToldAtOnceAndTheEndOfItToo() {
        fail(Cause.OAUTH_INVALID_GRANT);
        assertThat(mails()).hasSize(1);
        succeed();
        assertThat(mails())
                .extracting(Mail::getSubject)
                .containsExactly(
                        "Your connection \"work\" (IMAP) needs you to authorise it again",
                        "Your connection \"work\" (IMAP) works again");
    }

    @Test
    void grantThatServesTwoConnectionsShouldBeToldOnce() {
        anna.request()
                .body(Map.of("name", "out", "smtpHost", "smtp.example.org", "from", "a@example.org", "sslType", "ssl"))
                .post("/api/v1/sec/email/settings/smtp")
                .then()
                .statusCode(200);
        var grant = anna.aGrant(database, "gmail", "needs-reauth");
        database.update("update imap_setting set oauth_grant_id = $2 where id = $1", connection.id(), grant);
        database.update(
                "update smtp_setting set oauth_grant_id = $2 where account_id = $1", anna.accountId(database), grant);
        var imap = connection;
        var smtp = Connection.smtp(
                database.query("select id from smtp_setting where account_id = $1", anna.accountId(database))
                        .getFirst()
                        .getUUID(0));

        fail(Cause.OAUTH_INVALID_GRANT);
        assertThat(mails()).hasSize(1);
        connection = smtp;
        fail(Cause.OAUTH_INVALID_GRANT);
        assertThat(mails()).hasSize(1);

        succeed();
        assertThat(mails()).hasSize(2);
        connection = imap;
        succeed();
        assertThat(mails())
                .extracting(Mail::getSubject)
                .containsExactly(
                        "Your connection \"work\" (IMAP) needs you to authorise it again",
                        "Your connection \"out\" (SMTP) works again");
    }

    @Test
    void grantThatIsRefusedAgainShouldBeToldAgainAfterConsent() {
        var grant = aGrantOfTheConnection();
        fail(Cause.OAUTH_INVALID_GRANT);
        assertThat(mails()).hasSize(1);

        consent(grant);
        fail(Cause.OAUTH_INVALID_GRANT);
        assertThat(mails()).hasSize(2);

        consent(grant);
        succeed();
        assertThat(mails())
                .hasSize(3)
                .last()
                .satisfies(mail -> assertThat(mail.getSubject()).endsWith("works again"));
    }

    @Test
    void endOfTroubleShouldBeToldOnceWhenBothTheConnectionAndItsGrantWereInTrouble() {
        var grant = aGrantOfTheConnection();
        fail(Cause.AUTH);
        fail(Cause.AUTH);
        fail(Cause.AUTH);
        fail(Cause.OAUTH_INVALID_GRANT);
        assertThat(mails()).hasSize(2);

        consent(grant);
        succeed();
        assertThat(mails()).hasSize(3);
        fail(Cause.TIMEOUT);
        succeed();
        assertThat(mails()).as("of what nobody heard of").hasSize(3);
    }

    @Test
    void noticeThatWasGivenUpShouldNotCountAsTold() {
        aGrantOfTheConnection();
        fail(Cause.OAUTH_INVALID_GRANT);
        database.update("update notice set attempts = 9, next_try = null, error = 'down'");

        database.update("update connection_health set noticed = false where id = $1", connection.id());
        fail(Cause.OAUTH_INVALID_GRANT);

        assertThat(mails()).hasSize(1);
    }

    @Test
    void connectionsOfAGrantShouldWaitForEachOtherToTellOfIt() throws Exception {
        var told = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var other = database.transaction(session -> {
                assertThat(notices.wasTold(session, "oauth/x")).isFalse();
                var waiting = threads.submit(() -> database.transaction(late -> {
                    told.countDown();
                    return notices.wasTold(late, "oauth/x");
                }));
                awaited(told);
                await().until(() -> !database.query(
                                "select 1 from pg_locks where locktype = 'advisory' and not granted")
                        .isEmpty());
                notices.post(
                        session, new Notice(anna.accountId(database), "oauth/x", true, true, "S", "T", null, null));
                session.update("update notice set attempts = 1 where about = 'oauth/x'");
                return waiting;
            });

            assertThat(other.get(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void awaited(CountDownLatch latch) {
        await().until(() -> latch.getCount() == 0);
    }

    private UUID aGrantOfTheConnection() {
        var grant = anna.aGrant(database, "gmail", "needs-reauth");
        database.update("update imap_setting set oauth_grant_id = $2 where id = $1", connection.id(), grant);
        return grant;
    }

    private void consent(UUID grant) {
        database.update(
                "update oauth_grant set consented = $2 where id = $1",
                grant,
                clock.instant().atOffset(ZoneOffset.UTC));
        transactions.await(() -> connections.authorised(grant).replaceWith(true));
    }

    @Test
    void troubleThatPassesShouldNotBeTold() {
        for (int i = 0; i < 5; i++) {
            fail(Cause.TIMEOUT);
            succeed();
        }

        assertThat(mails()).isEmpty();
    }

    @Test
    void troubleThatLastsShouldBeToldOnce() {
        fail(Cause.TIMEOUT);
        assertThat(mails()).isEmpty();
        fail(Cause.TIMEOUT);
        fail(Cause.DNS);

        assertThat(mails())
                .extracting(Mail::getSubject)
                .containsExactly("Your connection \"work\" (IMAP) is in trouble");
    }

    @Test
    void endOfTroubleThatNobodyHeardOfShouldNotBeTold() {
        fail(Cause.OAUTH_INVALID_GRANT);
        succeed();

        assertThat(mails()).isEmpty();
    }

    @Test
    void accountShouldNotGetMoreThanSoManyADay() {
        for (int i = 0; i < 15; i++) {
            try (var turn = (Turn.Now) connections.enter(connection, Occasion.TEST)) {
                turn.failed(Cause.OAUTH_INVALID_GRANT, "No.");
            }
            job.run("all");
            clock.pass(Duration.ofSeconds(61));
            succeed();
            job.run("all");
        }

        assertThat(mails())
                .as("and the last that was heard is trouble, once more")
                .hasSize(11);
    }

    @Test
    void blockedConnectionShouldBeToldOfHoweverManyMailsThereWere() {
        enoughForToday();

        fail(Cause.OAUTH_INVALID_GRANT);

        assertThat(mails()).hasSize(1);
    }

    @Test
    void troubleThatBecameLastingShouldBeToldAlthoughThereWereEnoughMails() {
        fail(Cause.TIMEOUT);
        fail(Cause.TIMEOUT);
        assertThat(mails()).as("in trouble").hasSize(1);
        enoughForToday();

        fail(Cause.OAUTH_INVALID_GRANT);

        assertThat(mails())
                .extracting(Mail::getSubject)
                .containsExactly("Your connection \"work\" (IMAP) needs you to authorise it again");
    }

    @Test
    void nobodyShouldBeFloodedWithLastingTrouble() {
        database.inTransaction(session -> {
            for (int i = 0; i < 120; i++) {
                notices.post(session, new Notice(anna.accountId(database), "x/" + i, true, true, "S", "T", null, null));
            }
        });

        assertThat(state("true")).isEqualTo(100);
    }

    @Test
    void troubleThatMayPassShouldNotBeToldWhenThereWereEnoughMails() {
        enoughForToday();

        fail(Cause.TIMEOUT);
        fail(Cause.TIMEOUT);

        assertThat(mails()).isEmpty();
    }

    private void enoughForToday() {
        database.inTransaction(session -> {
            for (int i = 0; i < 10; i++) {
                notices.post(
                        session, new Notice(anna.accountId(database), "x/" + i, true, false, "S", "T", null, null));
            }
        });
        job.run("all");
        mailbox.clear();
    }

    @Test
    void nobodyShouldBeWrittenToWhoDoesNotWantThat() {
        notify(false, address);
        fail(Cause.OAUTH_INVALID_GRANT);

        assertThat(mails()).isEmpty();
        assertThat(anna.request()
                        .body(Map.of("enabled", true, "address", "not an address"))
                        .put("/api/v1/sec/user/notify")
                        .statusCode())
                .isEqualTo(422);
        assertThat(anna.request().get("/api/v1/sec/user/notify").<Boolean>path("enabled"))
                .isFalse();
    }

    @Test
    void noticeShouldBeSentAgainWhenTheMailServerFailedAndGivenUpAfterADay() {
        var up = new AtomicBoolean();
        var failing = new NoticeJob(sender(up), owners, database, transactions, clock, new SimpleMeterRegistry());
        fail(Cause.OAUTH_INVALID_GRANT);

        var next = failing.run("all");
        assertThat(next)
                .hasValueSatisfying(at -> assertThat(at)
                        .isBetween(
                                clock.instant().plusSeconds(50), clock.instant().plusSeconds(61)));
        up.set(true);
        failing.run("all");
        assertThat(state("sent is not null")).as("not before it is due").isZero();
        clock.pass(Duration.ofSeconds(61));
        failing.run("all");
        assertThat(state("sent is not null")).isEqualTo(1);

        up.set(false);
        succeed();
        failing.run("all");
        clock.pass(Duration.ofHours(25));
        failing.run("all");
        assertThat(state("sent is null and next_try is null and error = 'down'"))
                .isEqualTo(1);
    }

    @Test
    void noticeThatSomebodyDiedWithShouldBeSentByTheNext() {
        fail(Cause.OAUTH_INVALID_GRANT);
        database.update(
                "update notice set attempts = 1, next_try = $1",
                clock.instant().plus(Duration.ofMinutes(5)).atOffset(ZoneOffset.UTC));
        assertThat(mails()).isEmpty();

        clock.pass(Duration.ofMinutes(5).plusSeconds(1));

        assertThat(mails()).hasSize(1);
    }

    @Test
    void linkShouldLeadToTheServiceAsItsUsersReachIt() {
        var linked = new Sender(
                config(Optional.of(URI.create("https://mail.example.org/mailroom/"))), Optional.of("a@mailroom.test"));
        var letter = new Letter(UUID.randomUUID(), UUID.randomUUID(), "S", "T", null, "/x", clock.instant(), 1);

        linked.send(letter, address);
        new Sender(config(Optional.empty()), Optional.of("a@mailroom.test")).send(letter, address);

        assertThat(mailbox.getMailsSentTo(address))
                .extracting(Mail::getText)
                .satisfiesExactly(
                        text -> assertThat(text).contains("https://mail.example.org/mailroom/x"),
                        text -> assertThat(text).doesNotContain("/x"));
    }

    @Test
    void nothingShouldBeKeptWhereNothingCanBeSent() {
        var silent = new Notices(
                new Sender(config(Optional.empty()), Optional.empty()), config(Optional.empty()), null, clock);

        database.inTransaction(session ->
                silent.post(session, new Notice(anna.accountId(database), "x", true, false, "S", "T", null, null)));

        assertThat(state("about = 'x'")).isZero();
    }

    private long state(String condition) {
        return database.query(
                        "select count(*) from notice where account_id = $1 and " + condition, anna.accountId(database))
                .getFirst()
                .getLong(0);
    }

    private static NoticeConfig config(Optional<URI> base) {
        return new NoticeConfig() {
            @Override
            public Optional<String> from() {
                return Optional.empty();
            }

            @Override
            public Optional<URI> baseUrl() {
                return base;
            }

            @Override
            public Duration after() {
                return Duration.ofMinutes(5);
            }

            @Override
            public int perDay() {
                return 10;
            }
        };
    }

    private static Sender sender(AtomicBoolean up) {
        return new Sender(config(Optional.empty()), Optional.of("a@mailroom.test")) {
            @Override
            void send(Letter letter, String to) {
                if (!up.get()) {
                    throw new IllegalStateException("down");
                }
                super.send(letter, to);
            }
        };
    }
}
