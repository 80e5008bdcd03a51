package io.mailroom.smtp;

import static io.mailroom.smtp.Told.QUEUED;
import static io.mailroom.smtp.Told.greet;
import static io.mailroom.smtp.Told.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.mailroom.egress.Credential;
import io.mailroom.egress.Timeouts;
import io.mailroom.smtp.Receipt.RecipientReply;
import io.mailroom.smtp.Receipt.State;
import io.mailroom.smtp.SmtpException.Reason;
import io.mailroom.smtp.SmtpException.Step;
import io.mailroom.testsupport.ScriptedServer;
import io.mailroom.testsupport.ScriptedServer.Dialogue;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One submission after another, told line by line. */
@Timeout(30)
class SmtpClientTest {

    private static final Timeouts PATIENT = new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(10));
    private static final Credential NONE = new Credential.None();

    private final Envelope envelope = new Envelope("ann@example.org", List.of("bob@example.org", "eve@example.org"));

    @Test
    void receiptShouldKeepEveryReplyWhenOneRecipientIsRefused() {
        try (var server = ScriptedServer.start(dialogue -> {
                    greet(dialogue);
                    dialogue.expect("MAIL FROM:<ann@example.org>");
                    dialogue.say("250 2.1.0 Ok");
                    dialogue.expect("RCPT TO:<bob@example.org>");
                    dialogue.say("250 2.1.5 Ok");
                    dialogue.expect("RCPT TO:<eve@example.org>");
                    dialogue.say("550-5.1.1 <eve@example.org>: unknown", "550 5.1.1 no such user here");
                    data(dialogue, QUEUED);
                });
                var client = SmtpClient.connect(server.address(), NONE, PATIENT)) {
            var receipt = client.submit(envelope, message("Subject: hello\r\n\r\n.leading dot\nbare line feed\r\n"));

            assertThat(receipt.submitted()).isTrue();
            assertThat(receipt.reply()).isEqualTo(new Reply(250, "2.0.0", QUEUED));
            assertThat(receipt.recipients())
                    .extracting(RecipientReply::recipient, RecipientReply::state)
                    .containsExactly(tuple("bob@example.org", State.ACCEPTED), tuple("eve@example.org", State.REFUSED));
            assertThat(receipt.recipients().getLast().reply())
                    .isEqualTo(new Reply(
                            550, "5.1.1", "550-5.1.1 <eve@example.org>: unknown\n550 5.1.1 no such user here"));
            assertThat(server.received())
                    .containsSubsequence("DATA", "Subject: hello", "", "..leading dot", "bare line feed", ".");
        }
    }

    @Test
    void recipientShouldBeDeferredWhenServerGreylists() {
        try (var server = ScriptedServer.start(dialogue -> {
                    transaction(dialogue, "250 2.1.5 Ok", "450 4.2.0 Greylisted, come back in five minutes");
                    data(dialogue, QUEUED);
                });
                var client = SmtpClient.connect(server.address(), NONE, PATIENT)) {
            var receipt = client.submit(envelope, message("\r\nhello\r\n"));

            assertThat(states(receipt)).containsExactly(State.ACCEPTED, State.DEFERRED);
        }
    }

    @Test
    void nothingShouldBeSentWhenNoRecipientIsAccepted() {
        try (var server = ScriptedServer.start(dialogue -> {
                    transaction(dialogue, "550 5.1.1 unknown", "450 4.2.0 later");
                    dialogue.expect("RSET");
                    dialogue.say("250 Ok");
                    rest(dialogue, "250 Ok", "250 Ok");
                });
                var client = SmtpClient.connect(server.address(), NONE, PATIENT)) {
            var receipt = client.submit(envelope, message("\r\nhello\r\n"));

            assertThat(receipt.submitted()).isFalse();
            assertThat(states(receipt)).containsExactly(State.REFUSED, State.DEFERRED);
            assertThat(server.received()).doesNotContain("DATA");

            assertThat(client.submit(envelope, message("\r\nhello\r\n")).submitted())
                    .as("the connection goes on")
                    .isTrue();
        }
    }

    @Test
    void outcomeShouldBeUnknownWhenConnectionDropsAfterTheFinalDot() {
        try (var server = ScriptedServer.start(dialogue -> {
                    transaction(dialogue, "250 Ok", "550 5.1.1 unknown");
                    dialogue.expect("DATA");
                    dialogue.say("354 go");
                    dialogue.readData();
                    dialogue.close();
                });
                var client = SmtpClient.connect(server.address(), NONE, PATIENT)) {
            var receipt = client.submit(envelope, message("\r\nhello\r\n"));

            assertThat(states(receipt)).containsExactly(State.UNKNOWN, State.REFUSED);
            assertThat(receipt.submitted()).isFalse();
            assertThat(client.alive()).isFalse();
        }
    }

    @Test
    void outcomeShouldBeUnknownWhenServerFallsSilentAfterTheFinalDot() {
        var brief = new Timeouts(Duration.ofSeconds(2), Duration.ofMillis(100));
        try (var server = ScriptedServer.start(dialogue -> {
                    transaction(dialogue, "250 Ok", "250 Ok");
                    dialogue.expect("DATA");
                    dialogue.say("354 go");
                    dialogue.readData();
                    dialogue.read();
                });
                var client = SmtpClient.connect(server.address(), NONE, brief)) {
            var before = System.nanoTime();

            assertThat(states(client.submit(envelope, message("\r\nhello\r\n"))))
                    .containsExactly(State.UNKNOWN, State.UNKNOWN);
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .as("the verdict may take ten times as long as other replies")
                    .isGreaterThan(Duration.ofMillis(900));
        }
    }

    @Test
    void submissionShouldBeLostForSureWhenConnectionDropsBeforeTheFinalDot() {
        try (var server = ScriptedServer.start(dialogue -> {
                    transaction(dialogue, "250 Ok", "250 Ok");
                    dialogue.expect("DATA");
                    dialogue.drop();
                });
                var client = SmtpClient.connect(server.address(), NONE, PATIENT)) {
            var thrown = refused(client, envelope);

            assertThat(thrown.reason()).isEqualTo(Reason.CONNECTION_LOST);
            assertThat(thrown.temporary()).isTrue();
            assertThat(refused(client, envelope).reason()).isEqualTo(Reason.CONNECTION_LOST);
        }
    }

    @Test
    void submissionShouldBeTemporarilyRefusedWhenServerSays421AtMail() {
        try (var server = ScriptedServer.start(dialogue -> {
                    greet(dialogue);
                    dialogue.expect("MAIL");
                    dialogue.say("421 4.7.0 Too many messages, try again later");
                });
                var client = SmtpClient.connect(server.address(), NONE, PATIENT)) {
            var thrown = refused(client, envelope);

            assertThat(thrown.reason()).isEqualTo(Reason.THROTTLED);
            assertThat(thrown.step()).isEqualTo(Step.MAIL);
            assertThat(thrown.temporary()).isTrue();
            assertThat(thrown.reply())
                    .isEqualTo(new Reply(421, "4.7.0", "421 4.7.0 Too many messages, try again later"));
        }
    }

    @Test
    void submissionShouldBeRefusedWhenSenderIs() {
        try (var server = ScriptedServer.start(dialogue -> {
                    greet(dialogue);
                    dialogue.expect("MAIL");
                    dialogue.say("553 5.7.1 Sender address rejected: not owned by user");
                    rest(dialogue, "250 Ok", "250 Ok");
                });
                var client = SmtpClient.connect(server.address(), NONE, PATIENT)) {
            var thrown = refused(client, envelope);

            assertThat(thrown.reason()).isEqualTo(Reason.SENDER_REFUSED);
            assertThat(thrown.temporary()).isFalse();
            assertThat(thrown).hasMessageContaining("not owned by user");
            assertThat(client.submit(envelope, message("\r\nhello\r\n")).submitted())
                    .isTrue();
        }
    }

    @Test
    void submissionShouldBeRefusedForGoodWhenServerSays554AfterTheMessage() {
        try (var server = ScriptedServer.start(dialogue -> {
                    transaction(dialogue, "250 Ok", "250 Ok");
                    data(dialogue, "554 5.7.1 Message looks like spam");
                    dialogue.expect("RSET");
                    dialogue.say("250 Ok");
                    rest(dialogue, "250 Ok", "250 Ok");
                });
                var client = SmtpClient.connect(server.address(), NONE, PATIENT)) {
            var thrown = refused(client, envelope);

            assertThat(thrown.reason()).isEqualTo(Reason.MESSAGE_REFUSED);
            assertThat(thrown.step()).isEqualTo(Step.DATA);
            assertThat(thrown.temporary()).isFalse();
            assertThat(thrown.reply()).extracting(Reply::enhancedStatusCode).isEqualTo("5.7.1");
            assertThat(client.submit(envelope, message("\r\nhello\r\n")).submitted())
                    .isTrue();
        }
    }

    @Test
    void refusalShouldBeKeptWhenServerHangsUpRightAfterIt() {
        try (var server = ScriptedServer.start(dialogue -> {
                    transaction(dialogue, "250 Ok", "250 Ok");
                    data(dialogue, "451 4.3.0 Disk full");
                    dialogue.drop();
                });
                var client = SmtpClient.connect(server.address(), NONE, PATIENT)) {
            var thrown = refused(client, envelope);

            assertThat(thrown.temporary()).isTrue();
            assertThat(thrown.reply()).isEqualTo(new Reply(451, "4.3.0", "451 4.3.0 Disk full"));
        }
    }

    @Test
    void recipientsShouldBeInTheEnvelopeOnlyWhenTheyAreBlind() {
        try (var server = ScriptedServer.start(dialogue -> {
                    transaction(dialogue, "250 Ok", "250 Ok");
                    data(dialogue, QUEUED);
                });
                var client = SmtpClient.connect(server.address(), NONE, PATIENT)) {
            client.submit(envelope, message("To: bob@example.org\r\nSubject: x\r\n\r\nhello\r\n"));

            var received = server.received();
            assertThat(received).contains("RCPT TO:<eve@example.org>");
            assertThat(received.subList(received.indexOf("DATA") + 1, received.size()))
                    .startsWith("To: bob@example.org", "Subject: x", "", "hello", ".")
                    .noneMatch(line -> line.contains("eve"));
        }
    }

    @Test
    void mailShouldAnnounceSizeAndEightBitWhenServerKnowsThem() {
        try (var server = ScriptedServer.start(dialogue -> {
                    dialogue.say("220 here");
                    dialogue.expect("EHLO [127.0.0.1]");
                    dialogue.say("250-here", "250-SIZE 1000000", "250-8BITMIME", "250 SMTPUTF8");
                    rest(dialogue, "250 Ok", "250 Ok");
                });
                var client = SmtpClient.connect(server.address(), NONE, PATIENT)) {
            client.submit(envelope, message("\r\nhello\r\n"));

            assertThat(server.received()).contains("MAIL FROM:<ann@example.org> SIZE=9 BODY=8BITMIME");
        }
    }

    @Test
    void addressShouldTravelInUtf8WhenServerOffersSmtpUtf8() {
        try (var server = ScriptedServer.start(dialogue -> {
                    dialogue.say("220 here");
                    dialogue.expect("EHLO");
                    dialogue.say("250-here", "250 SMTPUTF8");
                    rest(dialogue, "250 Ok");
                });
                var client = SmtpClient.connect(server.address(), NONE, PATIENT)) {
            client.submit(new Envelope("ann@example.org", List.of("jürgen@bücher.example")), message("\r\nx\r\n"));

            assertThat(server.received())
                    .contains("MAIL FROM:<ann@example.org> SMTPUTF8", "RCPT TO:<jürgen@xn--bcher-kva.example>");
        }
    }

    @Test
    void headerInUtf8ShouldBeAnnouncedWhateverTheAddressesAre() {
        try (var server = ScriptedServer.start(dialogue -> {
                    dialogue.say("220 here");
                    dialogue.expect("EHLO");
                    dialogue.say("250-here", "250 SMTPUTF8");
                    rest(dialogue, "250 Ok");
                });
                var client = SmtpClient.connect(server.address(), NONE, PATIENT)) {
            client.submit(
                    new Envelope("ann@example.org", List.of("bob@example.org"), true, null), message("\r\nx\r\n"));

            assertThat(server.received()).contains("MAIL FROM:<ann@example.org> SMTPUTF8");
        }
    }

    @Test
    void addressShouldBeRefusedWhenItNeedsSmtpUtf8AndServerLacksIt() {
        try (var server = ScriptedServer.start(dialogue -> {
                    greet(dialogue);
                    rest(dialogue, "250 Ok");
                });
                var client = SmtpClient.connect(server.address(), NONE, PATIENT)) {
            var thrown = refused(client, new Envelope("ann@example.org", List.of("jürgen@example.org")));

            assertThat(thrown.reason()).isEqualTo(Reason.ADDRESS);
            assertThat(thrown).hasMessageContaining("SMTPUTF8");
            assertThat(client.submit(new Envelope("", List.of("bob@bücher.example")), message("\r\nx\r\n"))
                            .submitted())
                    .as("a domain alone needs no SMTPUTF8")
                    .isTrue();
            assertThat(server.received()).contains("MAIL FROM:<>", "RCPT TO:<bob@xn--bcher-kva.example>");
        }
    }

    @Test
    void othersShouldGetTheMessageWhenOneAddressNeedsSmtpUtf8AndServerLacksIt() {
        try (var server = ScriptedServer.start(dialogue -> {
                    greet(dialogue);
                    rest(dialogue, "250 Ok");
                });
                var client = SmtpClient.connect(server.address(), NONE, PATIENT)) {
            var receipt = client.submit(
                    new Envelope("ann@example.org", List.of("jürgen@example.org", "bob@example.org")),
                    message("\r\nx\r\n"));

            assertThat(receipt.recipients())
                    .extracting(RecipientReply::recipient, RecipientReply::state)
                    .containsExactlyInAnyOrder(
                            tuple("bob@example.org", State.ACCEPTED), tuple("jürgen@example.org", State.REFUSED));
            assertThat(receipt.submitted()).isTrue();
            assertThat(server.received())
                    .contains("MAIL FROM:<ann@example.org>", "RCPT TO:<bob@example.org>")
                    .noneMatch(line -> line.contains("rgen@"));
            assertThatThrownBy(() -> client.submit(
                            new Envelope(
                                    "ann@example.org", List.of("jürgen@example.org", "bob@example.org"), true, null),
                            message("\r\nx\r\n")))
                    .as("with a header that needs it, too")
                    .isInstanceOf(SmtpException.class)
                    .hasMessageContaining("SMTPUTF8");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bob@example.org>\r\nRCPT TO:<eve@example.org",
                "bob@example.org\nDATA",
                "bob @example.org",
                "<bob@example.org>",
                "bob@example.org> SIZE=1",
                "bob",
                "@example.org",
                "bob@",
                "bob\0@example.org"
            })
    void addressShouldBeRefusedWhenItIsNone(String address) {
        try (var server = ScriptedServer.start(dialogue -> {
                    greet(dialogue);
                    rest(dialogue, "250 Ok");
                });
                var client = SmtpClient.connect(server.address(), NONE, PATIENT)) {
            assertThat(refused(client, new Envelope("ann@example.org", List.of(address)))
                            .reason())
                    .isEqualTo(Reason.ADDRESS);
            assertThat(refused(client, new Envelope(address, List.of("bob@example.org")))
                            .reason())
                    .isEqualTo(Reason.ADDRESS);
            assertThat(server.received()).as("nothing but the greeting").hasSize(1);
        }
    }

    @Test
    void nothingShouldBeSubmittedWhenTheMessageCannotBeRead() {
        var finished = new CompletableFuture<Boolean>();
        try (var server = ScriptedServer.start(dialogue -> {
                    transaction(dialogue, "250 Ok", "250 Ok");
                    dialogue.expect("DATA");
                    dialogue.say("354 go");
                    for (var line = dialogue.read(); line != null; line = dialogue.read()) {
                        if (line.equals(".")) {
                            finished.complete(true);
                        }
                    }
                    finished.complete(false);
                });
                var client = SmtpClient.connect(server.address(), NONE, PATIENT)) {
            var broken = new MessageSource() {
                @Override
                public void writeTo(OutputStream out) throws IOException {
                    out.write("Subject: half of it\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    throw new IOException("blob is gone");
                }

                @Override
                public long size() {
                    return 1000;
                }
            };

            assertThatThrownBy(() -> client.submit(envelope, broken))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasRootCauseMessage("blob is gone");
            assertThat(finished).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(false);
        }
    }

    private static void transaction(Dialogue dialogue, String... recipientReplies) throws IOException {
        greet(dialogue);
        dialogue.expect("MAIL");
        dialogue.say("250 2.1.0 Ok");
        for (var reply : recipientReplies) {
            dialogue.expect("RCPT");
            dialogue.say(reply);
        }
    }

    private static void data(Dialogue dialogue, String reply) throws IOException {
        dialogue.expect("DATA");
        dialogue.say("354 go ahead");
        dialogue.readData();
        dialogue.say(reply);
    }

    /** One more transaction that goes well. */
    private static void rest(Dialogue dialogue, String... recipientReplies) throws IOException {
        dialogue.expect("MAIL");
        dialogue.say("250 Ok");
        for (var reply : recipientReplies) {
            dialogue.expect("RCPT");
            dialogue.say(reply);
        }
        data(dialogue, QUEUED);
    }

    private static SmtpException refused(SmtpClient client, Envelope envelope) {
        return catchThrowableOfType(SmtpException.class, () -> client.submit(envelope, message("\r\nhello\r\n")));
    }

    private static List<State> states(Receipt receipt) {
        return receipt.recipients().stream().map(RecipientReply::state).toList();
    }
}
