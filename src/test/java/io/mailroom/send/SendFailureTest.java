package io.mailroom.send;

import static io.mailroom.send.Correspondent.aMail;
import static io.mailroom.send.Correspondent.with;
import static io.mailroom.send.SmtpScript.DROP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.mailroom.egress.Tls;
import io.mailroom.egress.Trust;
import io.mailroom.outbox.SentMailView;
import io.mailroom.outbox.SentMailView.Delivery;
import io.mailroom.send.Correspondent.File;
import io.mailroom.testsupport.Certificates;
import io.mailroom.testsupport.Loopback;
import io.mailroom.testsupport.ScriptedServer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mails that do not arrive, or not everywhere, and what their sender is told. */
@QuarkusTest
class SendFailureTest {

    private static final String BEN = "ben@example.org";
    private static final String CARLA = "carla@example.org";

    @Inject
    MeterRegistry metrics;

    @Test
    void mailShouldBeSentAndTheRefusedBeNamedWhenOthersAreAccepted() {
        try (var server = SmtpScript.answering(Map.of("RCPT TO:<ben", "550 5.1.1 no such user"))) {
            var anna = Correspondent.over(server.address());
            var item = anItem(anna);

            var answer = anna.send(item, aMail("Ben <ben@example.org>", CARLA));

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.<Boolean>path("success")).isTrue();
            assertThat(answer.<String>path("message"))
                    .isEqualTo("Mail sent. But not to everybody: " + server.address()
                            + " refused ben@example.org (550 5.1.1 no such user).");
            var sent = anna.sent(item).getFirst();
            assertThat(sent.status()).isEqualTo("sent");
            assertThat(sent.smtpReply()).isEqualTo(SmtpScript.QUEUED);
            assertThat(sent.deliveries())
                    .extracting(
                            Delivery::address,
                            Delivery::state,
                            Delivery::replyCode,
                            Delivery::enhancedStatusCode,
                            Delivery::replyText)
                    .containsExactly(
                            tuple("Ben <ben@example.org>", "failed", 550, "5.1.1", "550 5.1.1 no such user"),
                            tuple(CARLA, "sent", 250, "2.1.0", "250 2.1.0 Ok"));
        }
    }

    @Test
    void blindCopyShouldBeRefusedAloneWhenItsAddressIsMoreThanTheServerTakes() {
        try (var server = SmtpScript.answering(Map.of())) {
            var anna = Correspondent.over(server.address());
            var item = anItem(anna);

            var answer = anna.send(item, with(aMail(CARLA), "bcc", List.of("jürgen@example.org")));

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.<String>path("message"))
                    .contains("But not to everybody", "jürgen@example.org (The server takes no letters outside ASCII");
            assertThat(anna.sent(item).getFirst().deliveries())
                    .extracting(Delivery::state)
                    .containsExactly("sent", "failed");
        }
    }

    @Test
    void mailShouldBeQueuedForTheDeferredWhenOthersAreAccepted() {
        try (var server = SmtpScript.answering(Map.of("RCPT TO:<ben", "450 4.2.0 Greylisted"))) {
            var anna = Correspondent.over(server.address());
            var item = anItem(anna);

            var answer = anna.send(item, aMail(BEN, CARLA));

            assertQueued(
                    answer, "wants us to try again later for ben@example.org (450 4.2.0 Greylisted)", "tried again at");
            assertThat(anna.sent(item).getFirst().status()).isEqualTo("queued");
            assertThat(anna.sent(item).getFirst().deliveries())
                    .extracting(Delivery::state)
                    .containsExactly("deferred", "sent");
        }
    }

    @Test
    void mailShouldHaveFailedWhenEveryRecipientIsRefused() {
        try (var server = SmtpScript.answering(
                Map.of("RCPT TO:<ben", "550 5.1.1 no such user", "RCPT TO:<carla", "552 5.2.2 mailbox full"))) {
            var anna = Correspondent.over(server.address());
            var item = anItem(anna);

            var answer = anna.send(item, with(aMail(BEN), "cc", List.of(CARLA)));

            assertFinal(answer, "refused ben@example.org (550 5.1.1 no such user)", "carla@example.org (552 5.2.2");
            assertThat(answer.<List<String>>path("errors.field")).containsExactly("recipients[0]", "cc[0]");
            assertThat(answer.<List<String>>path("errors.message"))
                    .containsExactly(
                            "failed: ben@example.org (550 5.1.1 no such user)",
                            "failed: carla@example.org (552 5.2.2 mailbox full)");
            assertThat(server.received()).doesNotContain("DATA");
            assertFailed(anna, item);
        }
    }

    @Test
    void mailShouldBeQueuedWhenEveryRecipientIsRefusedAndOneOnlyForNow() {
        try (var server = SmtpScript.answering(
                Map.of("RCPT TO:<ben", "550 5.1.1 no such user", "RCPT TO:<carla", "450 4.2.2 mailbox full"))) {
            var anna = Correspondent.over(server.address());
            var item = anItem(anna);

            var answer = anna.send(item, with(aMail(BEN), "cc", List.of(CARLA)));

            assertQueued(answer, "refused ben@example.org (550 5.1.1 no such user)", "carla@example.org (450 4.2.2");
            assertThat(anna.sent(item).getFirst().deliveries())
                    .extracting(Delivery::state)
                    .containsExactly("failed", "deferred");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "(greeting)   | 554 5.3.2 no mail today",
                "MAIL         | 550 5.7.1 sender not allowed",
                "RCPT         | 550 5.7.1 no relaying",
                "DATA         | 554 5.3.0 not from you",
                ".            | 554 5.6.0 message looks like spam",
            })
    void mailShouldHaveFailedWhenTheServerSaysNo(String command, String reply) {
        try (var server = SmtpScript.answering(Map.of(command, reply))) {
            var anna = Correspondent.over(server.address());
            var item = anItem(anna);

            var answer = anna.send(item, aMail(BEN, CARLA));

            assertFinal(answer, reply);
            assertThat(answer.<List<String>>path("errors.field")).containsExactly("recipients[0]", "recipients[1]");
            assertThat(answer.<List<String>>path("errors.message"))
                    .allSatisfy(message -> assertThat(message).contains(reply));
            assertFailed(anna, item);
            assertThat(anna.sent(item).getFirst().smtpReply()).isEqualTo(reply);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "(greeting)   | 421 4.3.2 shutting down",
                "MAIL         | 421 4.3.2 too many connections",
                "RCPT TO:<car | 421 4.3.2 shutting down",
                "RCPT         | 450 4.2.0 Greylisted",
                "DATA         | 451 4.3.0 disk trouble",
                ".            | 452 4.3.1 no space left",
            })
    void mailShouldBeQueuedWhenTheServerSaysLater(String command, String reply) {
        try (var server = SmtpScript.answering(Map.of(command, reply))) {
            var anna = Correspondent.over(server.address());
            var item = anItem(anna);

            var answer = anna.send(item, aMail(BEN, CARLA));

            assertQueued(answer, reply);
            var sent = anna.sent(item).getFirst();
            assertThat(sent.status()).isEqualTo("queued");
            assertThat(sent.deliveries()).extracting(Delivery::state).containsOnly("deferred");
            assertThat(sent.nextAttempt()).isNotNull();
        }
    }

    @Test
    void mailShouldBeQueuedWhenTheConnectionBreaksBeforeTheFinalDot() {
        try (var server = SmtpScript.answering(Map.of("DATA", DROP))) {
            var anna = Correspondent.over(server.address());
            var item = anItem(anna);

            var answer = anna.send(item, aMail(BEN));

            assertQueued(answer, "closed the connection");
            assertThat(anna.sent(item).getFirst().status()).isEqualTo("queued");
        }
    }

    @Test
    void mailShouldBeUnknownWhenTheConnectionBreaksAfterTheFinalDot() {
        try (var server = SmtpScript.answering(Map.of("RCPT TO:<carla", "550 5.1.1 no such user", ".", DROP))) {
            var anna = Correspondent.over(server.address());
            var item = anItem(anna);

            var answer = anna.send(item, aMail(BEN, CARLA));

            assertQueued(
                    answer,
                    "may have been delivered to ben@example.org",
                    "It is not sent again by itself",
                    "refused carla@example.org (550 5.1.1 no such user)");
            var sent = anna.sent(item).getFirst();
            assertThat(sent.status()).isEqualTo("unknown");
            assertThat(sent.deliveries()).extracting(Delivery::state).containsExactly("unknown", "failed");
        }
    }

    @Test
    void nothingShouldBeSentWhenStartTlsIsAskedForAndNotOffered() {
        try (var server = SmtpScript.answering(Map.of())) {
            var anna = Correspondent.over(server.address(Tls.STARTTLS));
            var item = anItem(anna);

            var answer = anna.send(item, aMail(BEN));

            assertFinal(answer, "does not offer STARTTLS");
            assertThat(server.received()).noneMatch(line -> line.startsWith("MAIL"));
            assertFailed(anna, item);
        }
    }

    @Test
    void nothingShouldBeSentWhenTheCertificateIsNotTrusted() {
        try (var server = ScriptedServer.start(dialogue -> {
            dialogue.say("220 ready");
            dialogue.expect("EHLO");
            dialogue.say("250-mail.example.org", "250 STARTTLS");
            dialogue.expect("STARTTLS");
            dialogue.say("220 go on");
            dialogue.startTls(new Certificates().forHost("localhost"));
            dialogue.read();
        })) {
            var address = server.address(Tls.STARTTLS);
            var anna = Correspondent.over(Loopback.server(address.host(), address.port(), Tls.STARTTLS, Trust.SYSTEM));
            var item = anItem(anna);

            var answer = anna.send(item, aMail(BEN));

            assertFinal(answer, "certificate", "an authority not known here");
            assertFailed(anna, item);
        }
    }

    @Test
    void tokenShouldStayHereWhenTheServerDoesNotOfferXoauth2() {
        try (var server = SmtpScript.answering(Map.of("EHLO", "250-mail.example.org\r\n250 AUTH PLAIN LOGIN"))) {
            var anna = Correspondent.anAdmin()
                    .sendingOver(
                            server.address(),
                            Map.of("smtpUser", "anna", "smtpPassword", "ya29.secret-token", "useOAuth", true));
            var item = anItem(anna);

            var answer = anna.send(item, aMail(BEN));

            assertFinal(answer, "offers neither XOAUTH2 nor OAUTHBEARER");
            assertThat(answer.asString()).doesNotContain("ya29");
            assertThat(server.received()).noneMatch(line -> line.startsWith("AUTH"));
        }
    }

    @Test
    void refusalShouldBeToldWhenNothingListens() throws IOException {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        var anna = Correspondent.over(Loopback.server("127.0.0.1", port, Tls.NONE, Trust.SYSTEM));
        var item = anItem(anna);

        var answer = anna.send(item, aMail(BEN));

        assertFinal(answer, "refused the connection on port " + port);
        assertThat(answer.<List<String>>path("errors.message")).containsExactly("failed: ben@example.org");
        assertFailed(anna, item);
    }

    @Test
    void hostShouldBeNamedWhenItDoesNotExist() {
        var anna = Correspondent.over(Loopback.server("no-such-host.invalid", 25, Tls.NONE, Trust.SYSTEM));
        var item = anItem(anna);

        var answer = anna.send(item, aMail(BEN));

        assertFinal(answer, "host name no-such-host.invalid was not found");
    }

    @Test
    void rowShouldBeThereBeforeTheServerHasAnswered() {
        var anna = new AtomicReference<Correspondent>();
        var item = new AtomicReference<String>();
        var meanwhile = new AtomicReference<SentMailView>();
        var refused = new AtomicReference<Integer>();
        try (var server = SmtpScript.meanwhile(() -> {
            meanwhile.set(anna.get().sent(item.get()).getFirst());
            refused.set(anna.get().delete(meanwhile.get().id().toString()).statusCode());
        })) {
            anna.set(Correspondent.over(server.address()));
            item.set(anItem(anna.get()));

            var answer = anna.get().send(item.get(), aMail(BEN));

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(meanwhile.get().status()).isEqualTo("sending");
            assertThat(meanwhile.get().deliveries()).extracting(Delivery::state).containsExactly("queued");
            assertThat(refused).as("deleting it then").hasValue(409);
            assertThat(server.received())
                    .contains("Message-ID: <" + meanwhile.get().messageId() + ">");
        }
    }

    @Test
    void outcomesShouldBeCounted() {
        try (var server = SmtpScript.answering(Map.of("RCPT TO:<ben", "550 5.1.1 no such user"))) {
            var anna = Correspondent.over(server.address());
            var item = anItem(anna);
            double sent = counted("sent");
            double failed = counted("failed");

            anna.send(item, aMail(CARLA));
            anna.send(item, aMail(BEN));

            assertThat(counted("sent")).isEqualTo(sent + 1);
            assertThat(counted("failed")).isEqualTo(failed + 1);
            assertThat(metrics.get("mailroom.submission").timers()).isNotEmpty();
        }
    }

    private double counted(String outcome) {
        return metrics.find("mailroom.mails.sent").tag("outcome", outcome).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private static String anItem(Correspondent owner) {
        return owner.anItem(File.of("a.txt", "a"));
    }

    private static void assertQueued(Response answer, String... told) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(202);
        assertThat(answer.<Boolean>path("success")).isTrue();
        assertThat(answer.<String>path("message")).isEqualTo("Mail queued.");
        assertThat(answer.<String>path("id")).isNotNull();
        assertThat(answer.<String>path("detail")).contains(told);
    }

    private static void assertFinal(Response answer, String... told) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(502);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(answer.<Boolean>path("success")).isFalse();
        assertThat(answer.<String>path("message"))
                .contains(told)
                .contains("setting work")
                .contains("was not sent and will not be sent later");
    }

    private static void assertFailed(Correspondent sender, String item) {
        assertThat(sender.sent(item)).extracting(SentMailView::status).containsExactly("failed");
        assertThat(sender.sent(item).getFirst().deliveries())
                .extracting(Delivery::state)
                .containsOnly("failed");
    }
}
