package io.mailroom.mime;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.mime.DeliveryReport.Action;
import io.mailroom.mime.DeliveryReport.Fate;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryReportsTest {

    private static final String ORIGINAL = "original@mailroom.test";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            postfix           | ben@example.org | FAILED    | 5.1.1  | 550 5.1.1 <ben@example.org>: Recipient address rejected: User unknown in virtual mailbox table
            postfix-delayed   | ben@example.org | DELAYED   | 4.4.1  | connect to mx.example.org[192.0.2.25]:25: Connection timed out
            postfix-delivered | ben@example.org | DELIVERED | 2.0.0  | delivered to mailbox
            exchange          | Ben@example.org | FAILED    | 5.1.10 | 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient Ben@example.org not found by SMTP address lookup
            gmail             | ben@example.org | FAILED    | 5.1.1  | 550-5.1.1 The email account that you tried to reach does not exist. Please try double-checking the recipient's email address for typos or 550 5.1.1 unnecessary spaces.
            qmail             | ben@example.org | FAILED    | 5.1.1  | 192.0.2.25 does not like recipient. Remote host said: 550 5.1.1 <ben@example.org> User unknown Giving up on 192.0.2.25.
            exim              | ben@example.org | FAILED    | 5.1.1  | SMTP error from remote mail server after RCPT TO:<ben@example.org>: host mx.example.org [192.0.2.25]: 550 5.1.1 <ben@example.org>: Recipient address rejected: User unknown
            """)
    void reportShouldBeReadAsThatServerWritesIt(
            String server, String recipient, Action action, String status, String diagnostic) {
        var report = read(Eml.bounce(server)).orElseThrow();

        assertThat(report.messageIds()).first().isEqualTo(ORIGINAL);
        assertThat(report.fates()).hasSize(1);
        var fate = report.fates().getFirst();
        assertThat(fate.addresses()).contains(recipient);
        assertThat(fate.action()).isEqualTo(action);
        assertThat(fate.status()).isEqualTo(status);
        assertThat(fate.diagnostic()).isEqualTo(diagnostic);
    }

    @Test
    void reportShouldBeReadWhereItIsOfAddressesInOtherLetters() {
        var report = read(Eml.bounce("smtputf8")).orElseThrow();

        assertThat(report.messageIds()).containsExactly(ORIGINAL);
        assertThat(report.fates()).extracting(Fate::action).containsExactly(Action.FAILED, Action.DELAYED);
        assertThat(report.fates()).extracting(Fate::status).containsExactly("5.4.7", "4.2.2");
        assertThat(report.fates().getFirst().addresses()).containsExactly("j\u00fcrgen@example.org");
        assertThat(report.fates().getLast().addresses()).contains("carla+bills@example.org");
    }

    @Test
    void reportShouldBeFoundByWhatItAnswersWhereNothingWasReturned() {
        var withoutOriginal = new String(Eml.bounce("exchange").raw(), StandardCharsets.ISO_8859_1)
                .replaceFirst(
                        "(?s)\r?\nContent-Type: message/rfc822.*?Hello Ben\\.", "\nContent-Type: text/plain\n\ngone");

        assertThat(read(eml(withoutOriginal)).orElseThrow().messageIds()).containsExactly(ORIGINAL);
    }

    @Test
    void reportWithoutAnythingThatNamesAMailShouldBeNone() {
        assertThat(read(Eml.named("bounce"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "html-only", "nested-rfc822", "digest", "calendar-invite"})
    void otherMailShouldBeNoReport(String quirk) {
        assertThat(read(Eml.named(quirk))).isEmpty();
    }

    @Test
    void bounceInWordsShouldBeNoneWhenSomebodyElseHasWrittenIt() {
        var quoted = new String(Eml.bounce("qmail").raw(), StandardCharsets.US_ASCII)
                .replace("From: MAILER-DAEMON@mail.example.net", "From: carla@example.org");

        assertThat(read(eml(quoted))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"postfix", "exchange", "gmail", "qmail", "exim", "smtputf8"})
    void reportThatIsSpoiltShouldThrowNothing(String server) {
        var raw = Eml.bounce(server).raw();
        var random = new Random(42);
        for (int i = 0; i < 300; i++) {
            var spoilt = Arrays.copyOf(raw, 1 + random.nextInt(raw.length));
            for (int j = 0; j < 20; j++) {
                spoilt[random.nextInt(spoilt.length)] = (byte) random.nextInt(256);
            }

            var report = read(Eml.of(spoilt));

            assertThat(report.map(DeliveryReport::fates).orElse(java.util.List.of()))
                    .allSatisfy(fate -> assertThat(fate.addresses()).isNotEmpty());
        }
    }

    private static Eml eml(String text) {
        return Eml.of(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Optional<DeliveryReport> read(Eml eml) {
        return DeliveryReports.read(eml.message(), ByteBuffer.wrap(eml.raw()));
    }
}
