package io.mailroom.mime;

import static io.mailroom.mime.TransferEncoding.BASE64;
import static io.mailroom.mime.TransferEncoding.QUOTED_PRINTABLE;
import static io.mailroom.mime.TransferEncoding.UUENCODE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartDecoderTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SGVsbG8= | Hello",
                "SGVsbG8 | Hello",
                "SGVsbA== | Hell",
                "SGVsbA= | Hell",
                "SGVsbG | Hell",
                "SGVsb | Hel",
                "S G V s b G 8 = | Hello",
                "=S=GVs**bG8= | Hello",
                "SGVsbG8=SGVsbG8= | Hello",
                "SGVsbG8=-- footer | Hello",
                "`` | ``",
                "==== | ``",
            })
    void base64ShouldGiveWhatItCan(String encoded, String decoded) throws IOException {
        assertThat(decode(encoded, BASE64)).isEqualTo(decoded);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 56, 57, 58, 6143, 6144, 6145, 8191, 8192, 8193, 100_000})
    void base64ShouldGiveBackAnyContent(int size) throws IOException {
        var content = new byte[size];
        new Random(size).nextBytes(content);
        var lines = Base64.getMimeEncoder().encode(content);

        assertThat(all(PartDecoder.decode(new ByteArrayInputStream(lines), BASE64)))
                .isEqualTo(content);
        assertThat(all(PartDecoder.decode(new Trickle(lines), BASE64))).isEqualTo(content);
        assertThat(all(PartDecoder.decode(new ByteArrayInputStream(junky(lines)), BASE64)))
                .isEqualTo(content);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a=3Db | a=b",
                "=c3=BC | Ã¼",
                "a=\\r\\nb | ab",
                "a=\\nb | ab",
                "a=  \\t\\r\\nb | ab",
                "a \\t\\r\\nb \\nc | a\\r\\nb\\nc",
                "a = b | a = b",
                "=ZZ= 41=4 | =ZZ= 41=4",
                "== | =",
                "a= | a",
                "a\\rb | a\\rb",
                "a =\\r\\n b | a  b",
                "=20\\r\\n | ` \\r\\n`",
            })
    void quotedPrintableShouldGiveWhatItCan(String encoded, String decoded) throws IOException {
        assertThat(decode(encoded.translateEscapes(), QUOTED_PRINTABLE)).isEqualTo(decoded.translateEscapes());
    }

    @Test
    void quotedPrintableShouldDecodeTheSameWhereverBlocksEnd() throws IOException {
        var encoded =
                "word=C3=BC  word   \r\nsoft =\r\nline=\r\n\t= x".repeat(2000).getBytes(ISO_8859_1);
        var decoded = "wordü  word\r\nsoft line\t= x".repeat(2000).getBytes(UTF_8);

        assertThat(all(PartDecoder.decode(new ByteArrayInputStream(encoded), QUOTED_PRINTABLE)))
                .isEqualTo(decoded);
        assertThat(all(PartDecoder.decode(new Trickle(encoded), QUOTED_PRINTABLE)))
                .isEqualTo(decoded);
    }

    @Test
    void quotedPrintableShouldKeepMoreBlanksThanAnybodyAdds() throws IOException {
        assertThat(decode("a" + " ".repeat(100_000) + "b", QUOTED_PRINTABLE)).hasSize(100_002);
        assertThat(decode("a" + " ".repeat(200) + "\n", QUOTED_PRINTABLE)).isEqualTo("a\n");
    }

    @Test
    void uuencodeShouldBeDecoded() throws IOException {
        assertThat(decode("junk\nbegin 644 x\n#0V%T\n`\nend\nfooter\n", UUENCODE))
                .isEqualTo("Cat");
        assertThat(decode("begin 644 x\r\n$0V%T\r\n \r\nend\r\n", UUENCODE)).isEqualTo("Cat\0");
        assertThat(decode("no beginning\n#0V%T\n", UUENCODE)).isEmpty();
    }

    @Test
    void identityShouldBeTheSpanItself() throws IOException {
        assertThat(decode("a\r\nb \0", TransferEncoding.IDENTITY)).isEqualTo("a\r\nb \0");
    }

    private static String decode(String encoded, TransferEncoding encoding) throws IOException {
        var span = new ByteArrayInputStream(encoded.getBytes(ISO_8859_1));
        return new String(all(PartDecoder.decode(span, encoding)), ISO_8859_1);
    }

    private static byte[] all(InputStream in) throws IOException {
        try (in) {
            return in.readAllBytes();
        }
    }

    private static byte[] junky(byte[] lines) {
        var out = new ByteArrayOutputStream();
        for (int i = 0; i < lines.length; i++) {
            out.write(lines[i]);
            if (i % 1000 == 7) {
                out.writeBytes("*\t!".getBytes(ISO_8859_1));
            }
        }
        return out.toByteArray();
    }

    /** Gives a few octets at a time, as a network does. */
    private static final class Trickle extends ByteArrayInputStream {

        Trickle(byte[] content) {
            super(content);
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            return super.read(into, offset, Math.min(length, 7));
        }
    }
}
