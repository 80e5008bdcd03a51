package io.mailroom.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.mailroom.mime.Part.Kind;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageParserTest {

    private static final String PDF = "%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n";
    private static final byte[] PDF_BYTES = PDF.getBytes(ISO_8859_1);

    @Test
    void headerShouldBeReadWhenAllIsWell() {
        var header = Eml.named("plain").header();

        assertThat(header.messageId()).isEqualTo("plain@example.org");
        assertThat(header.subject()).isEqualTo("A plain mail");
        assertThat(header.from()).containsExactly(new Address("Jane Doe", "jane@example.org"));
        assertThat(header.to()).containsExactly(new Address(null, "john@example.net"));
        assertThat(header.date()).isEqualTo(Instant.parse("2025-02-03T09:11:12Z"));
        assertThat(header.sender()).isNull();
        assertThat(header.inReplyTo()).isNull();
        assertThat(header.references()).isEmpty();
    }

    @Test
    void hashesShouldBeOfTheWholeAndOfWhatFollowsTheHeader() throws Exception {
        var eml = Eml.named("plain");

        int length = (int) eml.message().headerLength();
        assertThat(new String(eml.raw(), 0, length, UTF_8)).endsWith("MIME-Version: 1.0\r\n\r\n");
        assertThat(eml.message().sha256()).isEqualTo(sha256(eml.raw()));
        assertThat(eml.message().bodySha256())
                .isEqualTo(sha256(Arrays.copyOfRange(eml.raw(), length, eml.raw().length)));
    }

    @ParameterizedTest
    @MethodSource("io.mailroom.mime.Eml#allNames")
    void partsShouldHashToWhatTheirSpansDecodeTo(String quirk) throws Exception {
        var eml = Eml.named(quirk);

        assertThat(eml.message().problem()).isNull();
        assertThat(eml.message().parts()).isNotEmpty();
        for (var part : eml.message().parts()) {
            var content = eml.content(part);
            assertThat(part.size()).isEqualTo(content.length);
            assertThat(part.sha256()).isEqualTo(sha256(content));
            assertThat(part.name() != null).isEqualTo(part.kind() == Kind.ATTACHMENT);
        }
    }

    @ParameterizedTest
    @MethodSource("io.mailroom.mime.Eml#allNames")
    void mappedMessageShouldReadAsOneInMemory(String quirk) {
        var eml = Eml.named(quirk);
        var padded = ByteBuffer.allocateDirect(eml.raw().length + 10)
                .put(new byte[5])
                .put(eml.raw());

        var mapped = MessageParser.parse(padded.flip().position(5), ParseLimits.DEFAULT);

        assertThat(mapped).usingRecursiveComparison().isEqualTo(eml.message());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "rfc2047-split-multibyte | Überweisungsbestätigung für 東京",
                "raw-8bit-header-utf8 | Größe geändert ✓",
                "raw-8bit-header-latin1 | Größe geändert",
                "empty-subject | \"\"",
                "empty-file | \"\"",
                "gb2312 | 镕基与朱",
                "ks_c_5601 | 똠방각하",
                "shift_jis | ①髙橋",
                "utf-7 | Größe",
                "unknown-charset | Müller",
                "iso-8859-1-is-windows-1252 | 10 €",
                "header-only | Only a header",
                "mbox-from-line | Out of an mbox",
                "byte-order-mark | Behind a byte order mark",
                "bounce | Undelivered Mail Returned to Sender",
            })
    void subjectShouldBeReadable(String quirk, String subject) {
        assertThat(Eml.named(quirk).header().subject()).isEqualTo(subject);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "bare-lf | Text part.",
                "missing-boundary | \"--b\n\nNobody told where it splits.\n--b--\n\"",
                "boundary-never-comes | \"Just this text.\n\"",
                "missing-terminator | Before the end.",
                "broken-qp | \"100 = 100, =ZZ, grüße, softbreak, trailing\nend\"",
                "gb2312 | \"镕基，你好\n\"",
                "ks_c_5601 | \"똠방각하 펲시콜라\n\"",
                "shift_jis | \"①髙橋様\n\"",
                "utf-7 | \"Hi Mom -☺-! 1 + 1 = 2\n\"",
                "unknown-charset | \"Müller & Mühle\n\"",
                "iso-8859-1-is-windows-1252 | \"„10 €“\n\"",
                "8bit-no-mime | \"Grüße aus Köln\n\"",
                "header-only | \"\"",
                "empty-file | \"\"",
                "format-flowed | \"This paragraph was broken softly into three.\n\n> quoted and broken\n>> deeper\nFrom the start\n-- \nJane\n\"",
                "apple-inline-pdf | \"Before.\n\nAfter.\"",
                "calendar-invite | You are invited.",
                "html-only | \"Grüße\n\naus\nKöln\"",
                "empty-plain-alternative | All is here.",
                "smime-signed | \"Signed text.\n\"",
                "nested-rfc822 | See below.",
                "bounce | \"I'm sorry to have to inform you.\n\"",
                "inner-terminator-missing | plain",
                "part-without-blank-line | \"\nText.\"",
            })
    void textShouldBeReadable(String quirk, String text) {
        assertThat(Eml.named(quirk).body().text()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bare-lf | a.pdf",
                "missing-terminator | table.csv",
                "rfc2231-continuation | Geschäftsbericht und Anhang.pdf",
                "rfc2047-file-name | Straße 1_2.pdf",
                "raw-8bit-header-utf8 | Übersicht.csv",
                "raw-8bit-header-latin1 | Übersicht.csv",
                "attachment-without-disposition | part-2.pdf, part-3.png",
                "apple-inline-pdf | scan.pdf",
                "nested-rfc822 | Innere Post ü_ber.eml",
                "base64-rfc822 | Innere Post ü_ber.eml",
                "digest | First.eml, message.eml",
                "calendar-invite | invite.ics",
                "broken-base64 | hello.bin, footer.bin",
                "smime-signed | smime.p7s",
                "pgp-encrypted | version.txt, encrypted.asc",
                "pgp-signed | signature.asc",
                "cid-image | part-2.png",
                "bounce | delivery-status.txt, Hello?.eml",
                "boundary-is-prefix | t.csv",
                "inner-terminator-missing | t.csv",
                "uuencode | cat.txt",
                "windows-path-name | report.pdf, Offer (final) 2.pdf, passwd",
            })
    void attachmentsShouldHaveNames(String quirk, String names) {
        assertThat(Eml.named(quirk).attachmentNames()).containsExactly(names.split(", "));
    }

    @ParameterizedTest
    @CsvSource({
        "bare-lf",
        "rfc2231-continuation",
        "rfc2047-file-name",
        "attachment-without-disposition",
        "apple-inline-pdf",
        "windows-path-name",
    })
    void attachmentShouldComeOutByteForByte(String quirk) {
        var eml = Eml.named(quirk);

        assertThat(eml.content(eml.attachments().getFirst())).isEqualTo(PDF_BYTES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nested-rfc822", "base64-rfc822"})
    void attachedMessageShouldBeAMessageAgain(String quirk) {
        var eml = Eml.named(quirk);

        var inner = Eml.of(eml.content(eml.attachments().getFirst()));

        assertThat(inner.header().subject()).isEqualTo("Innere Post ü/ber");
        assertThat(inner.body().text()).isEqualTo("Inner text.");
        assertThat(inner.content(inner.attachments().getFirst())).isEqualTo(PDF_BYTES);
    }

    @Test
    void brokenBase64ShouldKeepWhatCanBeKept() {
        var eml = Eml.named("broken-base64");

        assertThat(eml.content(eml.attachments().getFirst())).asString(UTF_8).isEqualTo("Hello, world!");
        assertThat(eml.content(eml.attachments().getLast())).asString(UTF_8).isEqualTo("Hello");
    }

    @Test
    void uuencodedPartShouldBeDecoded() {
        var eml = Eml.named("uuencode");

        assertThat(eml.content(eml.attachments().getFirst())).asString(UTF_8).isEqualTo("Cat");
    }

    @Test
    void alternativesShouldBeForTheViewTheyAreMeantFor() {
        assertThat(Eml.named("apple-inline-pdf").message().parts())
                .extracting(Part::kind, Part::path)
                .containsExactly(
                        tuple(Kind.TEXT, "1"),
                        tuple(Kind.HTML, "2.1"),
                        tuple(Kind.ATTACHMENT, "2.2"),
                        tuple(Kind.HTML, "2.3"));
        assertThat(Eml.named("calendar-invite").message().parts())
                .extracting(Part::kind)
                .containsExactly(Kind.TEXT, Kind.HTML, Kind.ATTACHMENT);
        assertThat(Eml.named("empty-file").message().parts())
                .extracting(Part::kind, Part::path, Part::contentType)
                .containsExactly(tuple(Kind.BODY, "1", "text/plain"));
    }

    @Test
    void pictureOfTheBodyShouldBeAnAttachmentWithContentId() {
        var eml = Eml.named("cid-image");

        assertThat(eml.attachments()).extracting(Part::contentId).containsExactly("logo@example.org");
        assertThat(eml.body().html()).contains("src=\"cid:logo@example.org\"");
    }

    @ParameterizedTest
    @CsvSource({"no-message-id", "empty-message-id", "empty-file"})
    void messageIdShouldBeAbsentWhenItIsMissingOrEmpty(String quirk) {
        assertThat(Eml.named(quirk).header().messageId()).isNull();
    }

    @Test
    void absentFieldsShouldBeEmpty() {
        assertThat(Eml.named("no-date").header().date()).isNull();
        assertThat(Eml.named("no-from").header().from()).isEmpty();
        assertThat(Eml.named("no-from").header().to()).isEmpty();
        assertThat(Eml.named("empty-reply-to").header().replyTo()).isEmpty();
    }

    @Test
    void allRecipientsShouldBeThereWhenThereAreTwoToFields() {
        var header = Eml.named("two-to-fields").header();

        assertThat(header.to())
                .containsExactly(
                        new Address(null, "b@example.org"),
                        new Address("Doe, Jane", "c@example.org"),
                        new Address(null, "d@example.org"),
                        new Address(null, "e@example.org"));
        assertThat(header.cc()).containsExactly(new Address("Müller, Jörg", "f@example.org"));
        assertThat(header.inReplyTo()).isEqualTo("one@example.org");
        assertThat(header.references()).containsExactly("zero@example.org", "one@example.org");
    }

    @Test
    void headerAloneShouldReadAsTheHeaderOfTheMessage() {
        var eml = Eml.named("rfc2047-split-multibyte");
        var header = ByteBuffer.wrap(eml.raw(), 0, (int) eml.message().headerLength());

        assertThat(MessageParser.header(header)).isEqualTo(eml.header());
    }

    private static byte[] sha256(byte[] content) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(content);
    }

    @Test
    void hashShouldBeTheKnownOne() {
        // As sha256sum says of the file.
        var part = Eml.named("apple-inline-pdf").attachments().getFirst();

        assertThat(HexFormat.of().formatHex(part.sha256()))
                .isEqualTo("d6f6f2c2c2b95ed2b258f72431ff4492ab76935f386edc97b988348e9daac6bd");
    }
}
