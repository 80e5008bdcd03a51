package io.mailroom.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mailroom.account.Caller;
import io.mailroom.blob.BlobStore;
import io.mailroom.db.Database;
import io.mailroom.egress.Credential;
import io.mailroom.egress.CredentialSource;
import io.mailroom.mime.Address;
import io.mailroom.mime.Draft;
import io.mailroom.mime.MessageId;
import io.mailroom.schedule.Jobs;
import io.mailroom.send.Correspondent;
import io.mailroom.send.SmtpScript;
import io.mailroom.settings.MailServers.Smtp;
import io.mailroom.testsupport.ScriptedServer;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is known of a mail when something breaks off while it is accepted, or right after. */
@QuarkusTest
class BrokenOffTest {

    @Inject
    LostAnswer lostAnswer;

    @Inject
    Attempts attempts;

    @Inject
    BlobStore blobs;

    @Inject
    Database database;

    @Inject
    Acceptance acceptance;

    @Inject
    Aftermath aftermath;

    @Inject
    Jobs jobs;

    @Inject
    SendConfig config;

    @Inject
    Clock clock;

    private final Set<UUID> held = ConcurrentHashMap.newKeySet();
    private ScriptedServer server;
    private UUID smtp;
    private UUID accepted;

    @BeforeEach
    void acceptOne() {
        server = SmtpScript.answering(Map.of());
        var anna = Correspondent.over(server.address());
        var item = anna.anItem(Correspondent.File.of("a.txt", "a"));
        anna.user()
                .request()
                .header("Prefer", "respond-async")
                .body(Correspondent.aMail("ben@example.org"))
                .post("/api/v1/sec/email/send/work/" + item);
        var mail = database.query(
                        "select id, smtp_id from sent_mail where account_id = $1",
                        anna.user().accountId(database))
                .getFirst();
        accepted = mail.getUUID("id");
        smtp = mail.getUUID("smtp_id");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void mailShouldCountAsAcceptedWhenItsCommitIsStillUnderWay() {
        var answer = new CompletableFuture<Boolean>();

        database.inTransaction(session -> answer(insertInto(session), answer));

        assertThat(answer).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(true);
    }

    @Test
    void mailShouldNotCountAsAcceptedWhenItIsRolledBackInTheEnd() {
        var answer = new CompletableFuture<Boolean>();

        assertThatThrownBy(() -> database.inTransaction(session -> {
                    answer(insertInto(session), answer);
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");

        assertThat(answer).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(false);
    }

    @Test
    void answerShouldBeFoundAlsoByWhoIsInterrupted() {
        Thread.currentThread().interrupt();

        assertThat(lostAnswer.isAccepted(accepted, smtp)).isTrue();

        assertThat(Thread.interrupted()).as("kept for afterwards").isTrue();
    }

    @Test
    void claimShouldBeDroppedWhenTheAttemptCannotBegin() throws IOException {
        var mail = aMail();
        var outbox = new Outbox(
                new OutboxEntries(database, acceptance, jobs, aftermath, clock) {
                    @Override
                    boolean commit(OutboxEntry entry) {
                        assertThat(held).as("while it is accepted").hasSize(1);
                        return true;
                    }
                },
                attempts,
                new Claims(database) {
                    @Override
                    void hold(UUID mail, UUID claim) {
                        held.add(claim);
                    }

                    @Override
                    void drop(UUID claim) {
                        held.remove(claim);
                    }
                },
                new MessagesInHand(blobs) {
                    @Override
                    InHand of(RawMessage raw) {
                        throw new OutOfMemoryError("on purpose");
                    }
                },
                blobs,
                lostAnswer,
                jobs,
                config);

        assertThat(outbox.send(mail, setting())).as("it is accepted").isEmpty();

        assertThat(held).isEmpty();
        assertThatThrownBy(() -> mail.raw().blob()).hasMessage("the message is closed");
    }

    /** The same once more, under another name. */
    private UUID insertInto(Database.Session session) {
        var id = UUID.randomUUID();
        session.update("""
                insert into sent_mail select (jsonb_populate_record(
                    m, jsonb_build_object('id', $1::text, 'message_id', $1::text))).*
                from sent_mail m where id = $2""", id.toString(), accepted);
        return id;
    }

    /** Asks while that is not committed, and comes back when whoever asks waits. */
    private void answer(UUID mail, CompletableFuture<Boolean> answer) {
        Thread.startVirtualThread(() -> answer.complete(lostAnswer.isAccepted(mail, smtp)));
        await().until(() -> answer.isDone()
                || !database.query("select from pg_stat_activity where wait_event_type = 'Lock'"
                                + " and query like '%smtp_setting%for update%'")
                        .isEmpty());
    }

    private Smtp setting() {
        return new Smtp(
                smtp,
                1,
                "work",
                server.address(),
                CredentialSource.fixed(new Credential.None()),
                false,
                List.of(),
                null);
    }

    private NewMail aMail() throws IOException {
        var draft = new Draft(
                Address.parse("anna@example.org"),
                null,
                List.of(Address.parse("ben@example.org")),
                List.of(),
                "Hello",
                "Hello.",
                List.of(),
                MessageId.generate("example.org"),
                Instant.now());
        return new NewMail(
                UUID.randomUUID(),
                new Caller(UUID.randomUUID(), UUID.randomUUID(), "family", "anna", false, UUID.randomUUID(), null),
                smtp,
                "work",
                null,
                draft,
                List.of(new Recipient(Recipient.Kind.TO, 0, Address.parse("ben@example.org"))),
                List.of(),
                RawMessage.write(draft, 1_000_000),
                Instant.now(),
                false,
                null);
    }
}
