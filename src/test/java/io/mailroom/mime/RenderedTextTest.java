package io.mailroom.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.apache.james.mime4j.dom.SingleBody;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.stream.MimeConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever somebody has to say arrives as it was said, whoever reads it and however old the servers on the way are. */
class RenderedTextTest {

    @Property(tries = 1000)
    void textShouldArriveOctetForOctetWhoeverReadsIt(@ForAll("texts") String text) throws Exception {
        var raw = written(text);
        var meant = canonical(text).getBytes(UTF_8);

        assertThat(asMime4jReadsIt(raw)).isEqualTo(meant);
        assertThat(asAngusReadsIt(raw)).isEqualTo(meant);
        var eml = Eml.of(raw);
        assertThat(eml.content(eml.message().parts().getFirst())).isEqualTo(meant);
    }

    @Property(tries = 1000)
    void messageShouldBeFitForAnyTransport(@ForAll("texts") String text) {
        var raw = new String(written(text), ISO_8859_1);

        assertThat(raw).matches("[\\t\\r\\n\\x20-\\x7E]*");
        assertThat(raw.replace("\r\n", "")).doesNotContain("\r", "\n");
        int longest = raw.contains("Content-Transfer-Encoding: 7bit\r\n") ? 998 : 76;
        assertThat(body(raw).split("\r\n")).allSatisfy(line -> {
            assertThat(line.length()).isLessThanOrEqualTo(longest);
            assertThat(line).doesNotStartWith("From ").doesNotEndWith(" ").doesNotEndWith("\t");
        });
    }

    @Provide
    Arbitrary<String> texts() {
        var pieces = Arbitraries.of(
                "\r",
                "\n",
                "\r\n",
                "\0",
                " ",
                "\t",
                ".",
                "From ",
                "=",
                "=3D",
                "=\r\n",
                "--",
                "\u001B",
                "\u007F",
                "word ",
                "x".repeat(74),
                "x".repeat(75),
                "x".repeat(76),
                "x".repeat(997),
                "x".repeat(998),
                "long ".repeat(300),
                "ä",
                "äöü".repeat(30),
                "東京",
                "😀",
                "\uD83D",
                "\uFEFF");
        var words = Arbitraries.strings().withCharRange(' ', '~').ofMaxLength(90);
        var any = Arbitraries.strings().all().ofMaxLength(30);
        return Arbitraries.frequencyOf(Tuple.of(6, pieces), Tuple.of(3, words), Tuple.of(1, any))
                .list()
                .ofMaxSize(60)
                .map(list -> String.join("", list));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 56, 57, 58, 76, 8191, 8192, 8207, 8208, 8209, 16_416, 50_000})
    void textShouldArriveWhereBlocksAndLinesEnd(int length) throws Exception {
        for (var letter : List.of("x", "=", "я")) {
            var text = letter.repeat(length);

            assertThat(new String(asAngusReadsIt(written(text)), UTF_8)).isEqualTo(text);
            assertThat(new String(asMime4jReadsIt(written(text + "ü")), UTF_8)).isEqualTo(text + "ü");
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "Hello,7bit",
                "`Hello\n\n.\ntab\tbed\n`,7bit",
                "``,7bit",
                "Viele Grüße,quoted-printable",
                "`trailing \nblank`,quoted-printable",
                "`blank at the end\t`,quoted-printable",
                "From here on,quoted-printable",
                "`on we go\rFrom here on`,quoted-printable",
                "not From here on,7bit",
                "`\u001B[1mloud`,quoted-printable",
                "Съешь ещё этих мягких французских булок,base64",
                "東京 (Tokyo),quoted-printable",
            })
    void encodingShouldBeTheOneThatLeavesMostToBeReadAsItStands(String text, String encoding) {
        assertThat(new String(written(text), ISO_8859_1))
                .contains("Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: " + encoding + "\r\n");
    }

    @Test
    void lineShouldStandAsItIsUpToTheLongestThatIsAllowed() {
        assertThat(body(new String(written("a\n" + "x".repeat(998) + "\nb"), ISO_8859_1)))
                .isEqualTo("a\r\n" + "x".repeat(998) + "\r\nb");
        assertThat(body(new String(written("x".repeat(999)), ISO_8859_1)))
                .startsWith("x".repeat(75) + "=\r\n" + "x".repeat(75) + "=\r\n");
    }

    @Test
    void quotedPrintableShouldEncodeOnlyWhatHasToBe() {
        assertThat(body(new String(written("1+1=2 für \nFrom here\t\n\nnot From\n."), ISO_8859_1)))
                .isEqualTo("1+1=3D2 f=C3=BCr=20\r\n=46rom here=09\r\n\r\nnot From\r\n.");
        assertThat(body(new String(written("x".repeat(76) + "\n" + "x".repeat(73) + "ü"), ISO_8859_1)))
                .isEqualTo("x".repeat(76) + "\r\n" + "x".repeat(73) + "=\r\n=C3=BC");
    }

    private static String canonical(String text) {
        return text.replace("\0", "").replaceAll("\r\n|\r|\n", "\r\n");
    }

    private static String body(String raw) {
        return raw.substring(raw.indexOf("\r\n\r\n") + 4);
    }

    private static byte[] asMime4jReadsIt(byte[] raw) throws Exception {
        var builder = new DefaultMessageBuilder();
        builder.setMimeEntityConfig(MimeConfig.PERMISSIVE);
        var message = builder.parseMessage(new ByteArrayInputStream(raw));
        try (var content = ((SingleBody) message.getBody()).getInputStream()) {
            return content.readAllBytes();
        } finally {
            message.dispose();
        }
    }

    private static byte[] asAngusReadsIt(byte[] raw) throws Exception {
        var message = new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(raw));
        try (var content = message.getInputStream()) {
            return content.readAllBytes();
        }
    }

    private static byte[] written(String text) {
        var draft = new Draft(
                new Address("Jörg", "joerg@example.org"),
                null,
                List.of(new Address(null, "john@example.net")),
                List.of(),
                "x",
                text,
                List.of(),
                "abc.1@example.org",
                Instant.EPOCH);
        var out = new ByteArrayOutputStream();
        try {
            MessageBuilder.write(draft, out);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }
}
