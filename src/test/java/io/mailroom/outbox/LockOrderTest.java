package io.mailroom.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.mailroom.db.Database;
import io.mailroom.db.Transactions;
import io.mailroom.health.Connection;
import io.mailroom.schedule.Jobs;
import io.mailroom.send.Correspondent;
import io.mailroom.send.SmtpScript;
import io.mailroom.testsupport.ScriptedServer;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Transactions that write to the same mails and jobs at the same moment. */
@QuarkusTest
class LockOrderTest {

    @Inject
    OutboxRows rows;

    @Inject
    OutboxEntries entries;

    @Inject
    OutboxUsers users;

    @Inject
    Database database;

    @Inject
    Transactions transactions;

    @Inject
    Jobs jobs;

    private ScriptedServer server;
    private Correspondent anna;
    private QueuedMail claimed;
    private UUID smtp;

    @BeforeEach
    void claim() {
        server = SmtpScript.answering(Map.of());
        anna = Correspondent.over(server.address());
        var item = anna.anItem(Correspondent.File.of("a.txt", "a"));
        anna.user()
                .request()
                .header("Prefer", "respond-async")
                .body(Correspondent.aMail("ben@example.org"))
                .post("/api/v1/sec/email/send/work/" + item);
        smtp = database.query(
                        "select id from smtp_setting where account_id = $1",
                        anna.user().accountId(database))
                .getFirst()
                .getUUID(0);
        claimed = rows.claim(smtp, 1).getFirst();
    }

    @AfterEach
    void giveBack() {
        rows.giveBack(List.of(claimed));
        server.close();
    }

    @Test
    void groupShouldWaitForAMailBeforeItHoldsAJob() {
        var group = new CompletableFuture<Void>();
        var later = Instant.now();
        var settle = new OutboxEntry.Settle(
                claimed.id(), claimed.claim(), smtp, Outcome.busy(claimed, "Later.", later), later, false);

        // As whoever tries a mail again: first the mail, then the job.
        assertThatCode(() -> database.inTransaction(session -> {
                    session.query("select from sent_mail where id = $1 for update", claimed.id());
                    Thread.startVirtualThread(() -> complete(group, () -> entries.commit(settle)));
                    await().until(this::somebodyWaits);
                    jobs.runBy(session, OutboxJob.NAME, smtp.toString(), Instant.now());
                }))
                .doesNotThrowAnyException();

        assertThat(group).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void thoseWhoPassByShouldNotWaitForAMailThatIsBeingSettled() {
        database.inTransaction(session -> {
            session.query("select from sent_mail where id = $1 for update", claimed.id());
            var passing = new CompletableFuture<Void>();

            Thread.startVirtualThread(() -> complete(passing, () -> {
                transactions.await(() -> users.retry(Connection.smtp(smtp)).replaceWith(true));
                rows.giveUp(smtp);
                rows.recover();
            }));

            assertThat(passing.orTimeout(10, TimeUnit.SECONDS)).succeedsWithin(Duration.ofSeconds(11));
        });
    }

    private static void complete(CompletableFuture<Void> future, Runnable work) {
        try {
            work.run();
            future.complete(null);
        } catch (RuntimeException e) {
            future.completeExceptionally(e);
        }
    }

    private boolean somebodyWaits() {
        return !database.query(
                        "select from pg_stat_activity where wait_event_type = 'Lock' and query like '%sent_mail%'")
                .isEmpty();
    }
}
