package io.mailroom.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderWriterTest {

    @Test
    void asciiShouldStandAsItIs() {
        assertThat(HeaderWriter.text("Subject", "Invoice 2026-0042 (final)")).isEqualTo("Invoice 2026-0042 (final)");
    }

    @ParameterizedTest
    @CsvSource({"Größe,=?UTF-8?Q?Gr=C3=B6=C3=9Fe?=", "東京,=?UTF-8?B?5p2x5Lqs?="})
    void otherLettersShouldBeEncodedSoThatLatinOnesStayReadable(String text, String encoded) {
        assertThat(HeaderWriter.text("Subject", text)).isEqualTo(encoded);
    }

    @ParameterizedTest
    @ValueSource(strings = {"=?UTF-8?Q?a=0D=0ABcc:_eve@example.org?=", "x =?utf-8?b?4oCu?=", " a", "a ", "a  b"})
    void textShouldReadBackAsItselfWhenItLooksEncodedOrHasSpacesToLose(String text) {
        var written = HeaderWriter.text("Subject", text);

        assertThat(written).startsWith("=?UTF-8?");
        assertThat(EncodedWords.decode(written)).isEqualTo(text);
    }

    @Test
    void mailboxesShouldBeWrittenAsAnyProgramReadsThem() {
        assertThat(HeaderWriter.mailboxes(
                        "To",
                        List.of(
                                new Address("Ben Huber", "ben@example.org"),
                                new Address("Huber, \"Ben\"", "ben@example.org"),
                                new Address("Änne", "aenne@example.org"),
                                new Address(null, "ä@example.org"))))
                .isEqualTo("Ben Huber <ben@example.org>, \"Huber, \\\"Ben\\\"\" <ben@example.org>,\r\n"
                        + " =?UTF-8?Q?=C3=84nne?= <aenne@example.org>, ä@example.org");
    }

    @Property(tries = 500)
    void anyTextShouldReadBackFromShortLines(@ForAll("texts") String text) {
        var written = HeaderWriter.text("Subject", text);

        assertThat(EncodedWords.decode(written.replace("\r\n", ""))).isEqualTo(text);
        assertShort("Subject: " + written);
    }

    @Property(tries = 300)
    void anyNameShouldReadBackFromShortLines(@ForAll("texts") String name, @ForAll("texts") String other) {
        var written = HeaderWriter.mailboxes(
                "To", List.of(new Address(name, "a@example.org"), new Address(other, "b@example.org")));

        var read = new ArrayList<Address>();
        AddressList.read(written.replace("\r\n", ""), 10, read);
        assertThat(read).extracting(Address::address).containsExactly("a@example.org", "b@example.org");
        assertThat(read.getFirst().name()).isEqualTo(readable(name));
        assertThat(read.getLast().name()).isEqualTo(readable(other));
        assertShort("To: " + written);
    }

    @Provide
    Arbitrary<String> texts() {
        var odd = Arbitraries.of(
                "=?", "?=", "=?UTF-8?B?4oCu?=", "  ", "\"", "\\", ",", "<x@y>", "ä", "東", "😀", "e\u0301");
        var plain = Arbitraries.strings().withCharRange(' ', '~').ofMinLength(1).ofMaxLength(60);
        return Arbitraries.oneOf(odd, plain)
                .list()
                .ofMinSize(1)
                .ofMaxSize(25)
                .map(parts -> parts.stream().collect(Collectors.joining()));
    }

    private static String readable(String name) {
        var read = HeaderText.clean(name).strip();
        return read.isEmpty() ? null : read;
    }

    private static void assertShort(String field) {
        assertThat(field.split("\r\n")).allSatisfy(line -> {
            assertThat(line).matches("\\p{ASCII}*").isNotBlank();
            assertThat(line.length()).isLessThanOrEqualTo(line.contains("=?UTF-8?") ? 76 : 998);
        });
    }
}
