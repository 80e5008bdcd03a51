package io.mailroom.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Multipart;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimePart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.stream.MimeConfig;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts of what is sent, as the programs of others find them. */
class RenderedPartsTest {

    private static final Attachment LOGO = file("logo.png", "image/png", 5000);
    private static final Attachment INVOICE = file("Rechnung für März.pdf", "application/pdf", 100_000);

    @Test
    void partsShouldLieWithinEachOtherAsTheyBelong() throws Exception {
        var raw = written(page(), List.of(INVOICE, file("a.txt", "text/plain", 3)));

        assertThat(structure(readByAngus(raw)))
                .isEqualTo(structure(readByMime4j(raw)))
                .isEqualTo("multipart/mixed[multipart/alternative[text/plain multipart/related[text/html image/png]] "
                        + "application/pdf text/plain]");
    }

    @Test
    void contentShouldArriveInEveryPart() throws Exception {
        var html = page();
        var leaves = new ArrayList<MimePart>();

        collect(readByAngus(written(html, List.of(INVOICE))), leaves);

        assertThat(leaves).hasSize(4);
        assertThat(content(leaves.get(0))).asString(UTF_8).isEqualTo("plain ü \r\nFrom here");
        assertThat(content(leaves.get(1))).asString(UTF_8).isEqualTo(html.html().replaceAll("\r?\n", "\r\n"));
        assertThat(content(leaves.get(2))).isEqualTo(content(LOGO));
        assertThat(content(leaves.get(3))).isEqualTo(content(INVOICE));
    }

    @Test
    void fileShouldBeKeptOrShownUnderItsName() throws Exception {
        var html = page();
        var leaves = new ArrayList<MimePart>();

        collect(readByAngus(written(html, List.of(INVOICE))), leaves);

        assertThat(leaves.get(2).getDisposition()).isEqualTo("inline");
        assertThat(leaves.get(2).getFileName()).isEqualTo("logo.png");
        assertThat(leaves.get(2).getContentID())
                .isEqualTo("<" + html.files().getFirst().contentId() + ">");
        assertThat(leaves.get(3).getDisposition()).isEqualTo("attachment");
        assertThat(leaves.get(3).getFileName()).isEqualTo("Rechnung für März.pdf");
        assertThat(leaves.get(3).getContentID()).isNull();
    }

    @Test
    void relatedShouldTellTheTypeOfItsRoot() throws Exception {
        var alternative = (Multipart) readByAngus(written(page(), List.of())).getContent();

        var related = new ContentType(alternative.getBodyPart(1).getContentType());

        assertThat(related.getBaseType()).isEqualTo("multipart/related");
        assertThat(related.getParameter("type")).isEqualTo("text/html");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 56, 57, 58, 8207, 8208, 8209, 16_416, 100_000})
    void fileShouldArriveWhereBlocksAndLinesEnd(int size) throws Exception {
        var file = file("a.bin", "application/zip", size);
        var leaves = new ArrayList<MimePart>();

        var raw = written(null, List.of(file));

        collect(readByAngus(raw), leaves);
        assertThat(content(leaves.get(1))).isEqualTo(content(file));
        var eml = Eml.of(raw);
        assertThat(eml.content(eml.attachments().getFirst())).isEqualTo(content(file));
        assertThat(new String(raw, ISO_8859_1).split("\r\n"))
                .allSatisfy(line -> assertThat(line).matches("\\p{ASCII}{0,78}"));
    }

    @Test
    void fileShouldArriveWholeWhenItsSourceGivesLittleAtATime() throws Exception {
        var content = content(INVOICE);
        var slow = new Attachment("a.bin", "application/zip", content.length, () -> new Dripping(content));
        var leaves = new ArrayList<MimePart>();

        collect(readByAngus(written(null, List.of(slow))), leaves);

        assertThat(content(leaves.get(1))).isEqualTo(content);
    }

    @Test
    void boundariesShouldBeOfOneMessageAndOneMultipartOnly() throws Exception {
        var boundaries = new ArrayList<String>();
        for (int i = 0; i < 20; i++) {
            var raw = new String(written(page(), List.of(LOGO)), ISO_8859_1);
            Pattern.compile("boundary=\"([^\"]+)\"")
                    .matcher(raw)
                    .results()
                    .map((MatchResult found) -> found.group(1))
                    .forEach(boundaries::add);
        }

        // Of one length none is the beginning of another.
        assertThat(boundaries).hasSize(60).doesNotHaveDuplicates().allMatch(one -> one.matches("=_[0-9a-f]{32}"));
    }

    @Test
    void largeFileShouldNotBeHeldInMemory() throws IOException {
        var huge = new Attachment("a.bin", "application/zip", 1L << 30, () -> new Endless(1L << 30));
        var blocks = new Blocks();

        MessageBuilder.write(draft(null, List.of(huge)), blocks);

        assertThat(blocks.octets).isGreaterThan((1L << 30) / 57 * 78);
        assertThat(blocks.largest).isLessThan(64 * 1024);
    }

    private static HtmlBody page() {
        return HtmlPage.of("<p>Grüße \n from us</p><img src='cid:logo.png'>")
                .embedding(Map.of("logo.png", LOGO), "example.org");
    }

    private static MimePart readByAngus(byte[] raw) throws Exception {
        return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(raw));
    }

    private static Entity readByMime4j(byte[] raw) throws Exception {
        var builder = new DefaultMessageBuilder();
        builder.setMimeEntityConfig(MimeConfig.PERMISSIVE);
        return builder.parseMessage(new ByteArrayInputStream(raw));
    }

    private static String structure(MimePart part) throws Exception {
        var type = new ContentType(part.getContentType()).getBaseType();
        if (!(part.getContent() instanceof Multipart multipart)) {
            return type;
        }
        var parts = new ArrayList<String>();
        for (int i = 0; i < multipart.getCount(); i++) {
            parts.add(structure((MimeBodyPart) multipart.getBodyPart(i)));
        }
        return type + "[" + String.join(" ", parts) + "]";
    }

    private static String structure(Entity entity) {
        if (!(entity.getBody() instanceof org.apache.james.mime4j.dom.Multipart multipart)) {
            return entity.getMimeType();
        }
        return entity.getMimeType()
                + multipart.getBodyParts().stream()
                        .map(RenderedPartsTest::structure)
                        .toList()
                        .toString()
                        .replace(", ", " ");
    }

    private static void collect(MimePart part, List<MimePart> leaves) throws Exception {
        if (part.getContent() instanceof Multipart multipart) {
            for (int i = 0; i < multipart.getCount(); i++) {
                collect((MimeBodyPart) multipart.getBodyPart(i), leaves);
            }
        } else {
            leaves.add(part);
        }
    }

    private static byte[] content(MimePart part) throws Exception {
        try (var content = part.getInputStream()) {
            return content.readAllBytes();
        }
    }

    private static byte[] content(Attachment file) throws IOException {
        return file.source().open().readAllBytes();
    }

    private static Attachment file(String name, String type, int size) {
        var content = new byte[size];
        new Random(size).nextBytes(content);
        return new Attachment(name, type, size, () -> new ByteArrayInputStream(content));
    }

    private static Draft draft(@Nullable HtmlBody html, List<Attachment> attachments) {
        return new Draft(
                new Address(null, "a@example.org"),
                null,
                List.of(new Address(null, "b@example.org")),
                List.of(),
                "x",
                new DraftBody("plain ü \nFrom here", html),
                attachments,
                ThreadLinks.NONE,
                "1@example.org",
                Instant.EPOCH);
    }

    private static byte[] written(@Nullable HtmlBody html, List<Attachment> attachments) throws IOException {
        var out = new ByteArrayOutputStream();
        MessageBuilder.write(draft(html, attachments), out);
        return out.toByteArray();
    }

    /** Gives seven octets when asked for more. */
    private static final class Dripping extends FilterInputStream {

        Dripping(byte[] content) {
            super(new ByteArrayInputStream(content));
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return super.read(into, offset, Math.min(length, 7));
        }
    }

    private static final class Endless extends InputStream {

        private long left;

        Endless(long size) {
            this.left = size;
        }

        @Override
        public int read() {
            return left-- > 0 ? 'x' : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            int count = (int) Math.min(length, left);
            left -= count;
            return count == 0 && length > 0 ? -1 : count;
        }
    }

    private static final class Blocks extends OutputStream {

        private long octets;
        private int largest;

        @Override
        public void write(int octet) {
            octets++;
        }

        @Override
        public void write(byte[] from, int offset, int length) {
            octets += length;
            largest = Math.max(largest, length);
        }
    }
}
