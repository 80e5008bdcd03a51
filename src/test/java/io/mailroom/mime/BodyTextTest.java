package io.mailroom.mime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BodyTextTest {

    @Test
    void lineBreaksShouldBecomeLineFeedsAndControlsGo() throws IOException {
        assertThat(read("\uFEFFa\r\nb\rc\nd\0\u0007\te".getBytes(UTF_8), "utf-8"))
                .isEqualTo("a\nb\nc\nd\te");
    }

    @Test
    void charsetShouldBeGuessedWhenItIsMissingOrWrong() throws IOException {
        var utf8 = "Grüße".getBytes(UTF_8);
        var windows = "„Grüße“".getBytes(Charset.forName("windows-1252"));

        for (var charset : new String[] {null, "", "us-ascii", "x-none", "a/b c"}) {
            assertThat(read(utf8, charset)).isEqualTo("Grüße");
            assertThat(read(windows, charset)).isEqualTo("„Grüße“");
        }
    }

    @Test
    void charsetShouldBeThatOfTheHtmlWhenTheFieldHasNone() throws IOException {
        var html = "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=koi8-r\"><p>Привет</p>";

        assertThat(read(html.getBytes(Charset.forName("koi8-r")), null)).isEqualTo(html);
        assertThat(read("<meta charset='utf-16'>ü".getBytes(UTF_8), null)).endsWith("ü");
    }

    @Test
    void textShouldBeCutWhenItIsTooLong() throws IOException {
        assertThat(BodyText.read(in("ü€😀".repeat(100).getBytes(UTF_8)), null, 3))
                .isEqualTo("ü€");
        assertThat(BodyText.read(in("ü€😀".repeat(100).getBytes(UTF_8)), null, 4))
                .isEqualTo("ü€😀");
        assertThat(BodyText.read(in("x€€€".getBytes(UTF_8)), null, 1)).isEqualTo("x");
        assertThat(BodyText.read(new Endless(), null, 1000)).hasSize(1000);
    }

    @Test
    void halvesOfSurrogatePairsShouldNotGetThrough() throws IOException {
        assertThat(read("+2AA-x".getBytes(UTF_8), "utf-7")).isEqualTo("\uFFFDx");
        assertThat(read("+2D3eAA-x".getBytes(UTF_8), "utf-7")).isEqualTo("😀x");
    }

    @Test
    void flowedTextShouldBeUnfolded() {
        assertThat(FlowedText.unfold("a \nb\n", false)).isEqualTo("a b\n");
        assertThat(FlowedText.unfold("a \nb\n", true)).isEqualTo("ab\n");
        assertThat(FlowedText.unfold("> a \n>> b\nc\n", false)).isEqualTo("> a \n>> b\nc\n");
        assertThat(FlowedText.unfold("a \n-- \nb", false)).isEqualTo("a \n-- \nb\n");
        assertThat(FlowedText.unfold("", false)).isEmpty();
    }

    private static String read(byte[] octets, @Nullable String charset) throws IOException {
        return BodyText.read(in(octets), charset, 1000);
    }

    private static InputStream in(byte[] octets) {
        return new ByteArrayInputStream(octets);
    }

    private static final class Endless extends InputStream {
        @Override
        public int read() {
            return 'x';
        }
    }
}
