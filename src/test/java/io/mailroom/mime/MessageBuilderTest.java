package io.mailroom.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageBuilderTest {

    private static final Address JANE = new Address("Jörg \"J\" Doe, Dr.", "joerg@example.org");
    private static final Address JOHN = new Address(null, "john@example.net");
    private static final Instant DATE = Instant.parse("2025-02-03T09:11:12Z");
    private static final String ID = "abc.1@example.org";

    @Test
    void messageShouldReadBackAsItWasMeant() {
        var subject = "Größe — 東京 " + "sehr lang ".repeat(20) + "✓";
        var text = "Hallo Jörg,\n\n.\nFrom here on\r\n  trailing  \n" + "long ".repeat(300) + "\nend";

        var eml = written(new Draft(
                JANE,
                new Address("Answers", "answers@example.org"),
                List.of(JOHN, JANE),
                List.of(JOHN),
                subject,
                text,
                List.of(),
                ID,
                DATE));

        var header = eml.header();
        assertThat(header.messageId()).isEqualTo(ID);
        assertThat(header.subject()).isEqualTo(subject);
        assertThat(header.from()).containsExactly(JANE);
        assertThat(header.replyTo()).containsExactly(new Address("Answers", "answers@example.org"));
        assertThat(header.to()).containsExactly(JOHN, JANE);
        assertThat(header.cc()).containsExactly(JOHN);
        assertThat(header.date()).isEqualTo(DATE);
        assertThat(eml.body().text()).isEqualTo(text.replace("\r\n", "\n"));
        assertThat(eml.attachments()).isEmpty();
    }

    @Test
    void messageShouldBeFitForAnyTransport() {
        var eml =
                written(draft("Größe", "ü".repeat(5000) + "\nplain\rtext\0\n", List.of(anAttachment("ü.bin", 10_000))));

        var raw = new String(eml.raw(), ISO_8859_1);
        assertThat(raw).matches("(?s)\\p{ASCII}*").doesNotContain("\0");
        assertThat(raw.replace("\r\n", "")).doesNotContain("\r", "\n");
        assertThat(raw.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(78));
        assertThat(raw)
                .contains("MIME-Version: 1.0\r\n", "Date: Mon, 3 Feb 2025 09:11:12 +0000\r\n")
                .doesNotContain("X-Mailer", "Bcc");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "report.pdf",
                "Report \"final\" (2).pdf",
                "Übersicht.pdf",
                "東京都の非常に長いファイル名でありますからして何度も折り返さなければならないのです.pdf",
                "back'tick%20.pdf",
            })
    void attachmentShouldArriveByteForByteUnderItsName(String name) throws IOException {
        var attachment = anAttachment(name, 100_000);

        var eml = written(draft("x", "text", List.of(attachment)));

        assertThat(eml.attachmentNames()).containsExactly(name);
        assertThat(eml.content(eml.attachments().getFirst()))
                .isEqualTo(attachment.source().open().readAllBytes());
        assertThat(eml.attachments().getFirst().contentType()).isEqualTo("application/pdf");
    }

    @Test
    void nameShouldBeThereForOldAndForNewReaders() {
        var raw = new String(
                written(draft("x", "text", List.of(anAttachment("Übersicht.pdf", 1))))
                        .raw(),
                US_ASCII);

        assertThat(raw)
                .contains(
                        "Content-Type: application/pdf;\r\n name=\"=?UTF-8?Q?=C3=9Cbersicht=2Epdf?=\"",
                        "Content-Disposition: attachment;\r\n filename*=UTF-8''%C3%9Cbersicht.pdf");
    }

    @Test
    void messageShouldBeAttachedAsMessageWhenItCanTravelAsItIs() {
        var fit = Eml.named("plain").raw();

        var eml = written(
                draft("x", "text", List.of(new Attachment("fwd.eml", "message/rfc822", fit.length, from(fit)))));

        var part = eml.attachments().getFirst();
        assertThat(part.contentType()).isEqualTo("message/rfc822");
        assertThat(part.encoding()).isEqualTo(TransferEncoding.IDENTITY);
        assertThat(part.name()).isEqualTo("fwd.eml");
        assertThat(eml.content(part)).isEqualTo(fit);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bare-lf", "8bit-no-mime", "gb2312"})
    void messageShouldBeAttachedAsFileWhenItWouldHaveToBeChanged(String quirk) {
        var unfit = Eml.named(quirk).raw();

        var eml = written(
                draft("x", "text", List.of(new Attachment("fwd.eml", "message/rfc822", unfit.length, from(unfit)))));

        var part = eml.attachments().getFirst();
        assertThat(part.contentType()).isEqualTo("application/octet-stream");
        assertThat(part.name()).isEqualTo("fwd.eml");
        assertThat(eml.content(part)).isEqualTo(unfit);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "text/plain\r\nX: y", "multipart/mixed", "a/b; c=d"})
    void attachmentShouldBeAnythingWhenItsTypeIsNone(String type) {
        var eml = written(draft("x", "text", List.of(new Attachment("a.bin", type, 1, from(new byte[1])))));

        assertThat(eml.attachments()).extracting(Part::contentType).containsExactly("application/octet-stream");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x\r\nBcc: all@example.org", "x\nBcc: all@example.org", "x\rBcc: y", "x\0"})
    void subjectShouldBeRefusedWhenItLeavesItsField(String subject) {
        assertThatIllegalArgumentException().isThrownBy(() -> written(draft(subject, "text", List.of())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no-at", "<a@b>", "a@b\r\nBcc: c@d", "a b@c", "ä@b"})
    void messageIdShouldBeRefusedWhenItIsNone(String id) {
        var draft = new Draft(JANE, null, List.of(JOHN), List.of(), "x", "text", List.of(), id, DATE);

        assertThatIllegalArgumentException().isThrownBy(() -> written(draft));
    }

    @Test
    void nameOfAnAttachmentShouldNotLeaveItsField() {
        var eml = written(draft("x", "text", List.of(anAttachment("a\"\r\nX-Evil: \\b.pdf", 1))));

        assertThat(new String(eml.raw(), US_ASCII)).doesNotContain("\r\nX-Evil");
        assertThat(eml.attachmentNames()).containsExactly("a\" X-Evil: _b.pdf");
    }

    @Test
    void addressShouldBeRefusedWhenItIsNone() {
        var draft = new Draft(
                new Address(null, "a@b, c@d"), null, List.of(JOHN), List.of(), "x", "text", List.of(), ID, DATE);

        assertThatIllegalArgumentException().isThrownBy(() -> written(draft));
    }

    @Test
    void recipientsShouldBeUndisclosedWhenThereAreOnlyBlindOnes() {
        var eml = written(new Draft(JANE, null, List.of(), List.of(), "x", "text", List.of(), ID, DATE));

        assertThat(new String(eml.raw(), US_ASCII)).contains("To: undisclosed-recipients:;\r\n");
        assertThat(eml.header().to()).isEmpty();
    }

    @Test
    void attachmentShouldBeStreamedThroughAndClosed() throws IOException {
        var open = new AtomicInteger();
        long size = 32L << 20;
        var huge = new Attachment("huge.bin", "application/zip", size, () -> {
            open.incrementAndGet();
            return new Zeros(size, open::decrementAndGet);
        });

        MessageBuilder.write(draft("x", "text", List.of(huge)), OutputStream.nullOutputStream());

        assertThat(open).hasValue(0);
    }

    @Test
    void failureOfASourceShouldBeTold() {
        var broken = new Attachment("a.bin", "application/zip", 1, () -> {
            throw new IOException("gone");
        });

        assertThatIOException()
                .isThrownBy(
                        () -> MessageBuilder.write(draft("x", "y", List.of(broken)), OutputStream.nullOutputStream()))
                .withMessage("gone");
    }

    @Test
    void messageIdShouldBeNewEachTime() {
        assertThat(MessageId.generate("Example.org")).matches("[0-9a-z]{20,}@example\\.org");
        assertThat(MessageId.generate("example.org")).isNotEqualTo(MessageId.generate("example.org"));
        assertThat(MessageId.generate("exa mple>")).endsWith("@localhost");
    }

    private static Draft draft(String subject, String text, List<Attachment> attachments) {
        return new Draft(JANE, null, List.of(JOHN), List.of(), subject, text, attachments, ID, DATE);
    }

    private static Attachment anAttachment(String name, int size) {
        var content = new byte[size];
        new Random(size).nextBytes(content);
        return new Attachment(name, "application/pdf", size, from(content));
    }

    private static StreamSource from(byte[] content) {
        return () -> new ByteArrayInputStream(content);
    }

    private static Eml written(Draft draft) {
        var out = new ByteArrayOutputStream();
        try {
            MessageBuilder.write(draft, out);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return Eml.of(out.toByteArray());
    }

    private static final class Zeros extends InputStream {

        private final Runnable onClose;
        private long left;

        Zeros(long size, Runnable onClose) {
            this.left = size;
            this.onClose = onClose;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            int count = (int) Math.min(length, left);
            left -= count;
            return count == 0 ? -1 : count;
        }

        @Override
        public void close() {
            onClose.run();
        }
    }
}
