package io.mailroom.smtp;

import static io.mailroom.smtp.Told.QUEUED;
import static io.mailroom.smtp.Told.greet;
import static io.mailroom.smtp.Told.hear;
import static io.mailroom.smtp.Told.message;
import static io.mailroom.smtp.Told.pipelined;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mailroom.egress.Credential;
import io.mailroom.egress.Timeouts;
import io.mailroom.egress.Tls;
import io.mailroom.smtp.Receipt.RecipientReply;
import io.mailroom.smtp.Receipt.State;
import io.mailroom.smtp.SmtpException.Reason;
import io.mailroom.smtp.SmtpException.Step;
import io.mailroom.testsupport.Certificates;
import io.mailroom.testsupport.ScriptedServer;
import io.mailroom.testsupport.ScriptedServer.Script;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that travel together, and servers that answer them in every way they may. */
@Timeout(30)
class PipeliningTest {

    private static final Timeouts PATIENT = new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(10));
    private static final Credential NONE = new Credential.None();
    private static final MessageSource HELLO = message("Subject: x\r\n\r\nhello\r\n");

    private final Envelope toBob = new Envelope("ann@example.org", List.of("bob@example.org"));
    private final Envelope toBoth = new Envelope("ann@example.org", List.of("bob@example.org", "eve@example.org"));

    /** Offers the extension, and says the rest as told. */
    private static ScriptedServer pipelining(Script rest) {
        return ScriptedServer.start(dialogue -> {
            greet(dialogue, "PIPELINING");
            rest.run(dialogue);
        });
    }

    @Test
    void commandsShouldTravelTogetherWhenServerOffersPipelining() {
        try (var server = pipelining(dialogue -> {
                    hear(dialogue, "MAIL", "RCPT TO:<bob", "RCPT TO:<eve", "DATA");
                    dialogue.say("250 Ok", "550-5.1.1 no such", "550 5.1.1 user", "250 Ok", "354 go ahead");
                    dialogue.readData();
                    dialogue.say(QUEUED);
                    pipelined(dialogue);
                });
                var client = connect(server)) {
            var receipt = client.submit(toBoth, HELLO);

            assertThat(states(receipt)).containsExactly(State.REFUSED, State.ACCEPTED);
            assertThat(receipt.recipients().getFirst().reply().text()).isEqualTo("550-5.1.1 no such\n550 5.1.1 user");
            assertThat(receipt.reply().text()).isEqualTo(QUEUED);
            assertThat(client.submit(toBob, HELLO).submitted()).isTrue();
        }
    }

    @Test
    void dataShouldWaitForTheLastRecipientWhenThereAreMany() {
        var many =
                IntStream.range(0, 250).mapToObj(i -> "r" + i + "@example.org").toList();
        try (var server = pipelining(dialogue -> {
                    dialogue.expect("MAIL");
                    dialogue.say("250 Ok");
                    for (int i = 0; i < many.size(); i++) {
                        dialogue.expect("RCPT TO:<" + many.get(i) + ">");
                        dialogue.say(i < 200 ? "250 Ok" : "452 4.5.3 Too many recipients");
                    }
                    dialogue.expect("DATA");
                    dialogue.say("354 go ahead");
                    dialogue.readData();
                    dialogue.say(QUEUED);
                });
                var client = connect(server)) {
            var receipt = client.submit(new Envelope("ann@example.org", many), HELLO);

            assertThat(receipt.recipients())
                    .extracting(RecipientReply::recipient)
                    .isEqualTo(many);
            assertThat(states(receipt).subList(0, 200)).containsOnly(State.ACCEPTED);
            assertThat(states(receipt).subList(200, 250)).containsOnly(State.DEFERRED);
        }
    }

    @Test
    void connectionShouldGoOnWhenSenderIsRefused() {
        try (var server = pipelining(dialogue -> {
                    hear(dialogue, "MAIL", "RCPT", "DATA");
                    dialogue.say("553 5.7.1 not yours", "503 5.5.1 need MAIL", "503 5.5.1 need RCPT");
                    pipelined(dialogue);
                });
                var client = connect(server)) {
            var thrown = refused(client, toBob);

            assertThat(thrown.reason()).isEqualTo(Reason.SENDER_REFUSED);
            assertThat(thrown.step()).isEqualTo(Step.MAIL);
            assertThat(client.submit(toBob, HELLO).submitted()).isTrue();
        }
    }

    @Test
    void connectionShouldGoOnWhenNoRecipientIsAccepted() {
        try (var server = pipelining(dialogue -> {
                    hear(dialogue, "MAIL", "RCPT", "RCPT", "DATA");
                    dialogue.say("250 Ok", "550 5.1.1 unknown", "450 4.2.0 later", "554 5.5.1 no valid recipients");
                    hear(dialogue, "RSET");
                    dialogue.say("250 Ok");
                    pipelined(dialogue);
                });
                var client = connect(server)) {
            var receipt = client.submit(toBoth, HELLO);

            assertThat(states(receipt)).containsExactly(State.REFUSED, State.DEFERRED);
            assertThat(client.submit(toBob, HELLO).submitted()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"250 Ok|550 5.1.1 unknown", "553 5.7.1 not yours|503 need MAIL", "250 Ok|530 5.7.0 log in"})
    void nothingShouldBeSentWhenServerAsksForAMessageThatNobodyGets(String replies) {
        var rest = new CompletableFuture<String>();
        try (var server = pipelining(dialogue -> {
                    hear(dialogue, "MAIL", "RCPT", "DATA");
                    dialogue.say(replies.split("\\|"));
                    dialogue.say("354 go ahead");
                    rest.complete(String.valueOf(dialogue.read()));
                });
                var client = connect(server)) {
            try {
                assertThat(states(client.submit(toBob, HELLO))).containsExactly(State.REFUSED);
            } catch (SmtpException e) {
                assertThat(e.reply()).isNotNull();
            }

            assertThat(rest)
                    .as("not even a dot")
                    .succeedsWithin(Duration.ofSeconds(5))
                    .isEqualTo("null");
            assertThat(client.alive()).isFalse();
        }
    }

    @Test
    void connectionShouldGoOnWhenDataIsRefused() {
        try (var server = pipelining(dialogue -> {
                    hear(dialogue, "MAIL", "RCPT", "DATA");
                    dialogue.say("250 Ok", "250 Ok", "451 4.3.0 no room for data");
                    hear(dialogue, "RSET");
                    dialogue.say("250 Ok");
                    pipelined(dialogue);
                });
                var client = connect(server)) {
            var thrown = refused(client, toBob);

            assertThat(thrown.step()).isEqualTo(Step.DATA);
            assertThat(thrown.temporary()).isTrue();
            assertThat(client.submit(toBob, HELLO).submitted()).isTrue();
        }
    }

    @Test
    void submissionShouldBeTemporarilyRefusedWhenServerLeavesInTheMiddle() {
        try (var server = pipelining(dialogue -> {
                    hear(dialogue, "MAIL", "RCPT", "RCPT", "DATA");
                    dialogue.say("250 Ok", "250 Ok", "421 4.3.2 shutting down");
                });
                var client = connect(server)) {
            var thrown = refused(client, toBoth);

            assertThat(thrown.reply()).extracting(Reply::code).isEqualTo(421);
            assertThat(thrown.step()).isEqualTo(Step.RCPT);
            assertThat(thrown.temporary()).isTrue();
            assertThat(client.alive()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void submissionShouldBeLostForSureWhenConnectionDropsBetweenTheReplies(int said) {
        var replies = List.of("250 Ok", "250 Ok", "250 Ok");
        try (var server = pipelining(dialogue -> {
                    hear(dialogue, "MAIL", "RCPT", "RCPT", "DATA");
                    dialogue.say(replies.subList(0, said).toArray(String[]::new));
                });
                var client = connect(server)) {
            var thrown = refused(client, toBoth);

            assertThat(thrown.reason()).isEqualTo(Reason.CONNECTION_LOST);
            assertThat(thrown.temporary()).isTrue();
            assertThat(thrown.step())
                    .isEqualTo(
                            List.of(Step.MAIL, Step.RCPT, Step.RCPT, Step.DATA).get(said));
        }
    }

    @Test
    void outcomeShouldBeUnknownWhenConnectionDropsAfterTheFinalDot() {
        try (var server = pipelining(dialogue -> {
                    hear(dialogue, "MAIL", "RCPT", "RCPT", "DATA");
                    dialogue.say("250 Ok", "550 5.1.1 unknown", "250 Ok", "354 go ahead");
                    dialogue.readData();
                    dialogue.drop();
                });
                var client = connect(server)) {
            assertThat(states(client.submit(toBoth, HELLO))).containsExactly(State.REFUSED, State.UNKNOWN);
        }
    }

    @Test
    void outcomeShouldBeUnknownWhenTheVerdictIsNone() {
        try (var server = pipelining(dialogue -> {
                    hear(dialogue, "MAIL", "RCPT", "DATA");
                    dialogue.say("250 Ok", "250 Ok", "354 go ahead");
                    dialogue.readData();
                    dialogue.say("354 go ahead");
                });
                var client = connect(server)) {
            assertThat(states(client.submit(toBob, HELLO))).containsExactly(State.UNKNOWN);
            assertThat(client.alive()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Tls.class)
    void submissionShouldBeLostForSureWhenServerStopsReadingBeforeTheFinalDot(Tls tls) {
        var over = new CountDownLatch(1);
        try (var server = secured(tls, dialogue -> {
                    hear(dialogue, "MAIL", "RCPT", "DATA");
                    dialogue.say("250 Ok", "250 Ok", "354 go ahead");
                    try {
                        over.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
                var client = SmtpClient.connect(
                        server.address(tls), NONE, new Timeouts(Duration.ofSeconds(10), Duration.ofMillis(1500)))) {
            var thrown = catchThrowableOfType(
                    SmtpException.class, () -> client.submit(toBob, message(new byte[64 * 1024 * 1024])));

            assertThat(thrown.reason()).isEqualTo(Reason.TIMEOUT);
            assertThat(thrown.temporary()).isTrue();
        } finally {
            over.countDown();
        }
    }

    @ParameterizedTest
    @EnumSource(Tls.class)
    void messagesShouldArriveWholeWhateverTheConnectionIsProtectedBy(Tls tls) {
        var line = "x".repeat(70);
        try (var server = secured(tls, dialogue -> {
                    pipelined(dialogue);
                    pipelined(dialogue);
                });
                var client = SmtpClient.connect(server.address(tls), NONE, PATIENT)) {
            assertThat(client.submit(toBob, HELLO).submitted()).isTrue();
            assertThat(client.submit(toBob, message((line + "\r\n.\r\n").repeat(5000)))
                            .submitted())
                    .isTrue();

            var received = server.received();
            assertThat(received).containsOnlyOnce("hello");
            assertThat(received.stream().filter(line::equals)).hasSize(5000);
            assertThat(received.stream().filter(".."::equals)).hasSize(5000);
        }
    }

    private static ScriptedServer secured(Tls tls, Script rest) {
        var identity = new Certificates().forHost("127.0.0.1");
        return ScriptedServer.start(dialogue -> {
            if (tls == Tls.SSL) {
                dialogue.startTls(identity);
            }
            if (tls == Tls.STARTTLS) {
                greet(dialogue, "STARTTLS");
                dialogue.expect("STARTTLS");
                dialogue.say("220 go on");
                dialogue.startTls(identity);
            } else {
                dialogue.say("220 mail.example.org ESMTP");
            }
            dialogue.expect("EHLO");
            dialogue.say("250-mail.example.org", "250 PIPELINING");
            rest.run(dialogue);
        });
    }

    private static SmtpClient connect(ScriptedServer server) {
        return SmtpClient.connect(server.address(), NONE, PATIENT);
    }

    private static SmtpException refused(SmtpClient client, Envelope envelope) {
        return catchThrowableOfType(SmtpException.class, () -> client.submit(envelope, HELLO));
    }

    private static List<State> states(Receipt receipt) {
        return receipt.recipients().stream().map(RecipientReply::state).toList();
    }
}
