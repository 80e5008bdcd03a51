package io.mailroom.outbox;

import static io.mailroom.send.Correspondent.aMail;
import static io.mailroom.send.Correspondent.with;
import static io.mailroom.testsupport.Problems.withoutItsRequest;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Mails that are sent in their own time. The scheduler is off: each run is the test's. */
@QuarkusTest
class OutboxTest {

    private static final String BEN = "ben@example.org";
    private static final String CARLA = "carla@example.org";

    @Inject
    OutboxJob job;

    @Inject
    OutboxRows rows;

    @Inject
    OutboxEntries entries;

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

    @Test
    void deferredRecipientShouldGetTheMailLaterAndTheOthersNotAgain() {
        answers.put("RCPT TO:<ben", "450 4.2.0 Greylisted");
        var mail = queued(anna.send(item, aMail(BEN, CARLA)));

        act(mail, "retry");
        run();
        assertThat(sent(mail).smtpReply()).as("what was said when carla got it").isEqualTo(SmtpScript.QUEUED);

        answers.clear();
        assertThat(run())
                .as("not before its time")
                .hasValueSatisfying(next -> assertThat(next).isAfter(clock.instant()));
        clock.pass(Duration.ofMinutes(5));
        assertThat(run()).as("nothing is left to do").isEmpty();

        assertThat(asked(BEN)).isEqualTo(3);
        assertThat(asked(CARLA)).isEqualTo(1);
        assertThat(sent(mail).status()).isEqualTo("sent");
        assertThat(sent(mail).attempts()).isEqualTo(3);
        assertThat(sent(mail).deliveries()).extracting(Delivery::state).containsOnly("sent");
    }

    @Test
    void mailShouldBeTheSameOneInEveryAttempt() {
        answers.put(".", "451 4.3.0 try again");
        queued(anna.send(item, aMail(BEN)));
        answers.clear();
        clock.pass(Duration.ofMinutes(2));
        run();

        assertThat(messageIds()).hasSize(2);
        assertThat(messageIds().getFirst()).isEqualTo(messageIds().getLast());
    }

    @Test
    void mailShouldFailWhenItsTimeIsOver() {
        answers.put("RCPT", "450 4.2.0 Greylisted");
        var mail = queued(anna.send(item, aMail(BEN)));

        int runs = 0;
        for (var next = run(); next.isPresent(); next = run()) {
            clock.pass(Duration.between(clock.instant(), next.get()).plusSeconds(1));
            runs++;
        }

        anna = new Correspondent(anna.user().again());
        assertThat(runs).as("1 min, 2 min, 4 min ... every hour for two days").isBetween(45, 60);
        assertThat(sent(mail).status()).isEqualTo("failed");
        assertThat(sent(mail).reason()).startsWith("Its time is over. Last: ").contains("450 4.2.0 Greylisted");
        assertThat(sent(mail).deliveries()).extracting(Delivery::state).containsOnly("failed");
        assertThat(sent(mail).nextAttempt()).isNull();
    }

    @Test
    void mailShouldBeSentInTheBackgroundWhenNobodyWaits() {
        var answer = anna.user()
                .request()
                .header("Prefer", "respond-async, wait=10")
                .body(aMail(BEN))
                .post("/api/v1/sec/email/send/work/" + item);

        var mail = queued(answer);
        assertThat(answer.header("Preference-Applied")).isEqualTo("respond-async");
        assertThat(server.received()).isEmpty();
        assertThat(list()).extracting(SentMailView::id).containsExactly(UUID.fromString(mail));
        run();
        assertThat(sent(mail).status()).isEqualTo("sent");
        assertThat(sent(mail).smtpReply()).isEqualTo(SmtpScript.QUEUED);
        assertThat(list()).isEmpty();
    }

    @Test
    void refusalShouldBeFinalAndShownWhenNobodyWaits() {
        answers.put("RCPT TO:<ben", "550 5.1.1 no such user");
        var mail = async(aMail(BEN));
        run();

        assertThat(sent(mail).status()).isEqualTo("failed");
        assertThat(sent(mail).deliveries().getFirst().replyText()).isEqualTo("550 5.1.1 no such user");
        assertThat(run()).isEmpty();
    }

    @Test
    void wrongPasswordShouldBeWaitedForAndItsCorrectionSendTheMail() {
        answers.put("EHLO", "250-mail.example.org\r\n250 AUTH PLAIN");
        answers.put("AUTH", "535 5.7.8 no such user or password");
        var setting = Map.of(
                "name", "work",
                "smtpHost", server.address().host(),
                "smtpPort", server.address().port(),
                "smtpUser", "anna",
                "smtpPassword", "wrong",
                "from", "anna@example.org",
                "sslType", "none");
        store(setting);
        var mail = async(aMail(BEN));
        run();
        assertThat(sent(mail).status()).isEqualTo("queued");
        assertThat(sent(mail).reason()).contains("no such user or password");

        answers.put("AUTH", "235 2.7.0 welcome");
        store(with(Map.copyOf(setting), "smtpPassword", "right"));
        run();

        assertThat(sent(mail).status()).isEqualTo("sent");
    }

    @Test
    void mailsBehindOneThatFindsNoServerShouldNotTryIt() {
        answers.put("(greeting)", "421 4.3.2 shutting down");
        for (int i = 0; i < 5; i++) {
            async(aMail(BEN));
        }

        assertThat(run())
                .hasValueSatisfying(
                        next -> assertThat(next).isAfter(clock.instant().plusSeconds(30)));

        assertThat(list())
                .extracting(SentMailView::attempts)
                .filteredOn(attempts -> attempts > 0)
                .hasSizeLessThan(5);
        assertThat(database.query("select from sent_mail where smtp_id = $1 and claimed_until is not null", smtp()))
                .isEmpty();
        answers.clear();
        clock.pass(Duration.ofMinutes(10));
        run();
        assertThat(delivered(BEN)).isEqualTo(5);
    }

    @Test
    void mailShouldBeSentAtItsTime() {
        var at = clock.instant().plus(Duration.ofHours(3));
        var answer = anna.send(item, with(aMail(BEN), "sendAt", at.toEpochMilli()));

        var mail = queued(answer);
        assertThat(answer.<String>path("detail")).contains("It is sent at");
        assertThat(run()).contains(Instant.ofEpochMilli(at.toEpochMilli()));
        assertThat(server.received()).isEmpty();
        clock.pass(Duration.ofHours(3).plusSeconds(1));
        run();
        assertThat(sent(mail).status()).isEqualTo("sent");
        assertThat(sent(mail).sendAt()).isEqualTo(at.toEpochMilli());
        assertThat(anna.send(
                                item,
                                with(
                                        aMail(BEN),
                                        "sendAt",
                                        at.plus(Duration.ofDays(400)).toEpochMilli()))
                        .<List<String>>path("errors.field"))
                .containsExactly("sendAt");
    }

    @Test
    void cancelledMailShouldNotBeSent() {
        var mail = async(aMail(BEN));

        assertThat(act(mail, "cancel").statusCode()).isEqualTo(200);
        run();

        assertThat(server.received()).isEmpty();
        assertThat(sent(mail).status()).isEqualTo("cancelled");
        assertThat(act(mail, "cancel").statusCode()).isEqualTo(409);
        assertThat(act(mail, "retry").statusCode()).isEqualTo(409);
    }

    @Test
    void mailShouldNotBeCancelledByAnybodyElse() {
        var mail = async(aMail(BEN));
        var ben = anna.aColleague();

        for (var act : List.of("cancel", "retry", "resend", "delivered")) {
            assertThat(ben.user()
                            .request()
                            .post("/api/v1/sec/email/outbox/{id}/{act}", mail, act)
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void mailThatIsCancelledAtTheLastMomentShouldNotGetItsFinalDot() {
        var cancelled = new ConcurrentHashMap<String, Integer>();
        try (var slow = SmtpScript.before(
                "DATA",
                () -> cancelled.put(
                        "status",
                        act(list().getFirst().id().toString(), "cancel").statusCode()))) {
            anna.user().request().delete("/api/v1/sec/email/settings/smtp/work");
            anna.sendingOver(slow.address(), Map.of());
            var mail = async(aMail(BEN));
            run();

            assertThat(cancelled).containsEntry("status", 200);
            assertThat(slow.received()).doesNotContain(".");
            assertThat(sent(mail).status()).isEqualTo("cancelled");
        }
    }

    @Test
    void requestShouldBeToldThatItsMailWasCancelledMeanwhile() {
        try (var slow =
                SmtpScript.before("DATA", () -> act(list().getFirst().id().toString(), "cancel"))) {
            anna.user().request().delete("/api/v1/sec/email/settings/smtp/work");
            anna.sendingOver(slow.address(), Map.of());

            var answer = anna.send(item, aMail(BEN));

            assertThat(answer.statusCode()).isEqualTo(409);
            assertThat(answer.<String>path("detail")).contains("was cancelled");
            assertThat(slow.received()).doesNotContain(".");
        }
    }

    @Test
    void queuedMailShouldBeTriedAtOnceWhenItsSenderSaysSo() {
        answers.put("RCPT", "450 4.2.0 Greylisted");
        var mail = queued(anna.send(item, aMail(BEN)));
        answers.clear();

        assertThat(act(mail, "retry").statusCode()).isEqualTo(200);
        run();

        assertThat(sent(mail).status()).isEqualTo("sent");
    }

    @Test
    void recipientWhoMayHaveItShouldNotBeAskedAgainWhileOthersAreQueued() {
        answers.put("RCPT TO:<carla", "450 4.2.0 Greylisted");
        answers.put(".", SmtpScript.DROP);
        var mail = queued(anna.send(item, aMail(BEN, CARLA)));
        assertThat(sent(mail).deliveries()).extracting(Delivery::state).containsExactly("unknown", "deferred");
        answers.clear();

        assertThat(act(mail, "resend").statusCode()).isEqualTo(409);
        assertThat(act(mail, "retry").statusCode()).isEqualTo(200);
        run();

        assertThat(asked(BEN)).isEqualTo(1);
        assertThat(asked(CARLA)).isEqualTo(2);
        assertThat(sent(mail).status()).isEqualTo("unknown");
        assertThat(sent(mail).deliveries()).extracting(Delivery::state).containsExactly("unknown", "sent");
        assertThat(act(mail, "retry").<String>path("detail"))
                .as("asked for by somebody who has seen it queued")
                .contains("may have it already", "/resend");
        run();
        assertThat(asked(BEN)).isEqualTo(1);
        assertThat(act(mail, "delivered").statusCode()).isEqualTo(200);
        assertThat(sent(mail).status()).isEqualTo("sent");
    }

    @Test
    void deletedMailShouldNotComeBackAndNotBeInTheWayOfOthers() {
        answers.put("RCPT", "550 5.1.1 no such user");
        var mail = async(aMail(BEN));
        run();
        answers.clear();
        assertThat(anna.delete(mail).statusCode()).isEqualTo(200);

        assertThat(act(mail, "retry").statusCode()).isEqualTo(404);
        database.update(
                "update sent_mail set status = 'queued', next_attempt = now() where id = $1", UUID.fromString(mail));
        var other = async(aMail(CARLA));
        run();

        assertThat(sent(other).status()).isEqualTo("sent");
    }

    @Test
    void mailOfAnAttemptThatWasTakenOverShouldNotBeSettledByIt() {
        var mail = async(aMail(BEN));
        var first = rows.claim(smtp(), 1).getFirst();
        database.update("update sent_mail set claimed_until = now() where id = $1", UUID.fromString(mail));
        rows.recover();
        var second = rows.claim(smtp(), 1).getFirst();

        assertThat(entries.commit(new OutboxEntry.Begin(first.id(), first.claim())))
                .as("the one whose claim ran out gets no final dot")
                .isFalse();
        assertThat(entries.commit(new OutboxEntry.Begin(second.id(), second.claim())))
                .isTrue();
        assertThat(entries.commit(new OutboxEntry.Begin(second.id(), second.claim())))
                .as("once more, as whether it was written may not have been known")
                .isTrue();
        var late = Outcome.of(first, RecipientState.DEFERRED, "late");
        assertThat(entries.commit(
                        new OutboxEntry.Settle(first.id(), first.claim(), smtp(), late, clock.instant(), false)))
                .isFalse();
        assertThat(sent(mail).status()).isEqualTo("sending");
        database.update("update sent_mail set claimed_until = now() where id = $1", UUID.fromString(mail));
        rows.recover();
    }

    @Test
    void mailShouldGoOnWhenItsSenderWasToldSoBeforeTheServerCouldNotBeReached() {
        var asker = new Answering();
        assertThat(asker.leave()).isTrue();
        assertThat(asker.judge()).isEqualTo(Urgency.OUTBOX);

        var judged = new Answering();
        assertThat(judged.judge()).isEqualTo(Urgency.ANSWER);
        assertThat(judged.leave()).isFalse();
        assertThat(judged.judge()).isEqualTo(Urgency.ANSWER);
    }

    @Test
    void mailThatSomeHaveShouldNotCountAsCancelledOrFailed() {
        answers.put("RCPT TO:<carla", "450 4.2.0 Greylisted");
        var cancelled = queued(anna.send(item, aMail(BEN, CARLA)));
        var orphan = queued(anna.send(item, aMail(BEN, CARLA)));

        assertThat(act(cancelled, "cancel").statusCode()).isEqualTo(200);
        anna.user().request().delete("/api/v1/sec/email/settings/smtp/work");
        rows.recover();

        for (var mail : List.of(cancelled, orphan)) {
            assertThat(sent(mail).status()).isEqualTo("sent");
            assertThat(sent(mail).deliveries()).extracting(Delivery::state).containsExactly("sent", "failed");
        }
    }

    @Test
    void unknownMailShouldBeUpToItsSender() {
        answers.put(".", SmtpScript.DROP);
        var lost = queued(anna.send(item, aMail(BEN)));
        var arrived = queued(anna.send(item, aMail(CARLA)));
        answers.clear();
        assertThat(run()).as("nothing is sent again by itself").isEmpty();
        assertThat(list()).extracting(SentMailView::status).containsExactly("unknown", "unknown");

        assertThat(act(arrived, "delivered").statusCode()).isEqualTo(200);
        assertThat(act(lost, "resend").statusCode()).isEqualTo(200);
        run();

        assertThat(sent(arrived).status()).isEqualTo("sent");
        assertThat(sent(lost).status()).isEqualTo("sent");
        assertThat(delivered(BEN)).isEqualTo(2);
        assertThat(delivered(CARLA)).isEqualTo(1);
        assertThat(act(lost, "delivered").statusCode()).isEqualTo(409);
    }

    @Test
    void sameRequestShouldBeTheSameMail() {
        var key = UUID.randomUUID().toString();

        var same = IntStream.range(0, 8)
                .parallel()
                .mapToObj(i -> withKey(key, aMail(BEN)))
                .toList();

        assertThat(same).extracting(Response::statusCode).contains(200).isSubsetOf(200, 202);
        assertThat(same.stream().map(answer -> answer.<String>path("id")).distinct())
                .hasSize(1);
        assertThat(withKey(key, aMail(BEN)).statusCode()).isEqualTo(200);
        assertThat(delivered(BEN)).isEqualTo(1);
        var other = withKey(key, aMail(CARLA));
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(other.<String>path("type")).isEqualTo("/problems/idempotency-key-reused");
        assertThat(withKey("not a key", aMail(BEN)).statusCode()).isEqualTo(400);
        assertThat(delivered(CARLA)).isZero();
    }

    @Test
    void sameRequestShouldFailAgainAndNotBeSentWhenItFailed() {
        answers.put("RCPT", "550 5.1.1 no such user");
        var key = UUID.randomUUID().toString();
        assertThat(withKey(key, aMail(BEN)).statusCode()).isEqualTo(502);
        answers.clear();

        var again = withKey(key, aMail(BEN));

        assertThat(again.statusCode()).isEqualTo(502);
        assertThat(again.<String>path("detail")).contains("550 5.1.1 no such user");
        assertThat(delivered(BEN)).isZero();
    }

    @Test
    void sameRequestShouldBeToldTheSameWhenItsAnswerWasLost() {
        answers.put("RCPT TO:<ben", "550 5.1.1 no such user");
        var partly = UUID.randomUUID().toString();
        var failed = UUID.randomUUID().toString();
        var deferred = UUID.randomUUID().toString();

        assertSame(partly, aMail(BEN, CARLA));
        assertSame(failed, with(aMail(BEN), "cc", List.of(BEN)));
        answers.put("RCPT TO:<carla", "450 4.2.0 Greylisted");
        assertSame(deferred, aMail(CARLA, BEN));

        assertThat(withKey(partly, aMail(BEN, CARLA)).<String>path("message"))
                .contains("refused ben@example.org (550 5.1.1 no such user)");
        assertThat(withKey(failed, with(aMail(BEN), "cc", List.of(BEN))).<List<String>>path("errors.field"))
                .containsExactly("recipients[0]", "cc[0]");
        anna.user().request().delete("/api/v1/sec/email/settings/smtp/work");
        assertThat(withKey(partly, aMail(BEN, CARLA)).<String>path("message"))
                .contains("The server of the setting work refused ben@example.org (550 5.1.1 no such user)");
    }

    private void assertSame(String key, Map<String, Object> mail) {
        var first = withKey(key, mail);
        var again = withKey(key, mail);
        assertThat(again.statusCode()).isEqualTo(first.statusCode());
        assertThat(withoutItsRequest(again)).isEqualTo(withoutItsRequest(first));
    }

    private Response withKey(String key, Map<String, Object> mail) {
        return anna.user()
                .request()
                .header("Idempotency-Key", key)
                .body(mail)
                .post("/api/v1/sec/email/send/work/" + item);
    }

    @Test
    void mailsShouldFailWhenTheirSettingIsDeleted() {
        var mail = async(aMail(BEN));

        assertThat(anna.user()
                        .request()
                        .delete("/api/v1/sec/email/settings/smtp/work")
                        .statusCode())
                .isEqualTo(200);
        rows.recover();

        assertThat(sent(mail).status()).isEqualTo("failed");
        assertThat(sent(mail).reason()).contains("was deleted");
    }

    @Test
    void mailsOfADeadProcessShouldGoOnAndThoseWithTheServerBeUnknown() {
        var notBegun = async(aMail(BEN));
        var begun = async(aMail(CARLA));
        var dead = UUID.randomUUID();
        claim(notBegun, dead, "queued");
        claim(begun, dead, "sending");

        rows.recover();
        assertThat(sent(begun).status()).as("while the claim holds").isEqualTo("sending");
        database.update("update sent_mail set claimed_until = now() where claim = $1", dead);
        rows.recover();
        run();

        assertThat(sent(notBegun).status()).isEqualTo("sent");
        assertThat(sent(begun).status()).isEqualTo("unknown");
        assertThat(sent(begun).reason()).contains("may have been delivered");
        assertThat(delivered(CARLA)).isZero();
    }

    private void claim(String mail, UUID worker, String status) {
        database.update(
                "update sent_mail set claim = $2, claimed_until = now() + interval '1 minute', status = $3 where id = $1",
                UUID.fromString(mail),
                worker,
                status);
    }

    private Optional<Instant> run() {
        return job.run(smtp().toString());
    }

    private UUID smtp() {
        return database.query(
                        "select s.id from smtp_setting s join account a on a.id = s.account_id"
                                + " join collective c on c.id = a.collective_id where c.name = $1",
                        anna.user().collective())
                .getFirst()
                .getUUID(0);
    }

    private void store(Map<String, ?> setting) {
        var stored = anna.user().request().body(setting).put("/api/v1/sec/email/settings/smtp/work");
        assertThat(stored.statusCode()).as(stored.asString()).isEqualTo(200);
    }

    private String async(Map<String, Object> mail) {
        return queued(anna.user()
                .request()
                .header("Prefer", "respond-async")
                .body(mail)
                .post("/api/v1/sec/email/send/work/" + item));
    }

    private static String queued(Response answer) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(202);
        return answer.path("id");
    }

    private SentMailView sent(String mail) {
        return anna.sentMail(mail).as(SentMailView.class);
    }

    private List<SentMailView> list() {
        return anna.user()
                .request()
                .get("/api/v1/sec/email/outbox")
                .as(OutboxResource.OutboxView.class)
                .items();
    }

    private Response act(String mail, String act) {
        return anna.user().request().post("/api/v1/sec/email/outbox/{id}/{act}", mail, act);
    }

    /** How often the server was asked to take a mail for this recipient. */
    private long asked(String recipient) {
        return server.received().stream()
                .filter(line -> line.startsWith("RCPT TO:<" + recipient))
                .count();
    }

    /** How often the server took the whole of a mail for this recipient. */
    private long delivered(String recipient) {
        return server.received().stream()
                .filter(line -> line.startsWith("To: ") && line.contains(recipient))
                .count();
    }

    private List<String> messageIds() {
        return server.received().stream()
                .filter(line -> line.startsWith("Message-ID: "))
                .toList();
    }
}
