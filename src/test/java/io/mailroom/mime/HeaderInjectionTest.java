package io.mailroom.mime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever somebody makes up for a name, a subject or a file: it stays in its field, and reads as what it is. */
class HeaderInjectionTest {

    private static final Set<String> FIELDS =
            Set.of("From", "Reply-To", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type");

    private static final Set<String> PART_FIELDS =
            Set.of("Content-Type", "Content-Disposition", "Content-Transfer-Encoding", "Content-ID");

    private static final String ASCII_SUBJECT = "x";

    @Property(tries = 400)
    void nameOfAMailboxShouldStayInItsField(@ForAll("hostile") String name) throws IOException {
        Address address;
        try {
            address = Address.parse("\"" + name.replaceAll("([\"\\\\])", "\\\\$1") + "\" <a@example.org>");
        } catch (IllegalArgumentException refused) {
            return;
        }

        var header = header(written(address, ASCII_SUBJECT, "a.txt"));

        assertThat(fields(header)).isSubsetOf(FIELDS);
        var read = MessageParser.header(ByteBuffer.wrap(header.getBytes(UTF_8)));
        assertThat(read.from()).singleElement().satisfies(from -> {
            assertThat(from.address()).isEqualTo("a@example.org");
            assertHarmless(from.name() == null ? "" : from.name());
        });
    }

    @Property(tries = 400)
    void nameMadeElsewhereShouldBeRefusedOrHarmless(@ForAll("hostile") String name) throws IOException {
        Address address;
        try {
            address = new Address(name, "a@example.org");
        } catch (IllegalArgumentException refused) {
            return;
        }

        var header = header(written(address, ASCII_SUBJECT, "a.txt"));

        assertThat(fields(header)).isSubsetOf(FIELDS);
        assertHarmless(EncodedWords.decode(header.replaceAll("\r\n[ \t]?", " ")));
    }

    @Property(tries = 400)
    void subjectShouldStayInItsField(@ForAll("hostile") String subject) throws IOException {
        String header;
        try {
            header = header(written(new Address(null, "a@example.org"), subject, "a.txt"));
        } catch (IllegalArgumentException refused) {
            assertThat(subject.chars()).anyMatch(Character::isISOControl);
            return;
        }

        assertThat(fields(header)).isSubsetOf(FIELDS);
        var read = MessageParser.header(ByteBuffer.wrap(header.getBytes(UTF_8)));
        assertThat(read.subject())
                .isEqualTo(HeaderText.clean(HeaderText.unturned(subject)).strip());
        assertThat(read.subject()).doesNotContainPattern("[\\u202A-\\u202E\\u2066-\\u2069\\u2028\\u2029]");
    }

    @Property(tries = 400)
    void nameOfAFileShouldStayInItsField(@ForAll("hostile") String name) throws IOException {
        var message = written(new Address(null, "a@example.org"), ASCII_SUBJECT, name);

        assertThat(fields(header(message))).isSubsetOf(FIELDS);
        var boundary = message.replaceFirst("(?s).*boundary=\"([^\"]+)\".*", "--$1\r\n");
        var part = header(message.substring(message.lastIndexOf(boundary) + boundary.length()));
        assertThat(fields(part)).isSubsetOf(PART_FIELDS);
        var eml = Eml.of(message.getBytes(UTF_8));
        assertThat(eml.attachmentNames()).singleElement().satisfies(HeaderInjectionTest::assertHarmless);
    }

    @Provide
    Arbitrary<String> hostile() {
        var parts = Arbitraries.of(
                "\r\nBcc: eve@example.org\r\n",
                "\n",
                "\r",
                "\0",
                "\u0085",
                "\u2028",
                "\u2029",
                "\u202E",
                "\u2066",
                "\u200F",
                "\u061C",
                "=?UTF-8?Q?=0D=0ABcc:_eve@example.org?=",
                "=?UTF-8?B?4oCu?=",
                "=?UTF-8?B?PT9VVEYtOD9CPzRvQ3U/PQ==?=",
                "\"; filename=evil.exe; x=\"",
                "a@b, c@d",
                "<eve@example.org>",
                "name",
                ".txt",
                " ",
                "Ä",
                "ש",
                "\\",
                "x".repeat(400));
        return Arbitraries.frequencyOf(
                        Tuple.of(5, parts),
                        Tuple.of(
                                1,
                                Arbitraries.strings()
                                        .all()
                                        .ofMaxLength(10)
                                        .filter(text -> text.codePoints().noneMatch(HeaderInjectionTest::half))))
                .list()
                .ofMinSize(1)
                .ofMaxSize(6)
                .map(list -> list.stream().collect(Collectors.joining()));
    }

    private static boolean half(int c) {
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    }

    private static void assertHarmless(String text) {
        assertThat(text).doesNotContainPattern("[\\u202A-\\u202E\\u2066-\\u2069\\u2028\\u2029\\u200E\\u200F\\u061C]");
        assertThat(text.chars()).noneMatch(Character::isISOControl);
    }

    private static String written(Address from, String subject, String file) throws IOException {
        var draft = new Draft(
                from,
                null,
                List.of(new Address(null, "b@example.org")),
                List.of(),
                subject,
                "text",
                List.of(new Attachment(file, "text/plain", 1, () -> new ByteArrayInputStream(new byte[] {'x'}))),
                "1@example.org",
                Instant.EPOCH);
        var out = new ByteArrayOutputStream();
        MessageBuilder.write(draft, out);
        return out.toString(UTF_8);
    }

    private static String header(String message) {
        return message.substring(0, message.indexOf("\r\n\r\n") + 2);
    }

    /** By their lines, as a relay sees them. */
    private static Set<String> fields(String header) {
        var fields = new TreeSet<String>();
        for (var line : header.split("[\r\n]+")) {
            if (!line.startsWith(" ") && !line.startsWith("\t")) {
                fields.add(line.substring(0, Math.max(0, line.indexOf(':'))));
            }
        }
        return fields;
    }
}
