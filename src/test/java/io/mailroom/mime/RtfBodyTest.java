package io.mailroom.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RtfBodyTest {

    @Test
    void wordsShouldBeInTheCodePageOfTheText() {
        assertThat(text("{\\rtf1\\ansicpg932 \\'93\\'fa\\'96\\'7b}")).isEqualTo("日本");
        assertThat(text("{\\rtf1\\ansicpg1251 \\'cf\\'f0}")).isEqualTo("Пр");
        assertThat(text("{\\rtf1 \\'80}")).isEqualTo("€");
    }

    @Test
    void substitutesShouldBeLeftOutWhenACharacterIsUnicode() {
        assertThat(text("{\\rtf1\\uc1\\u8364?5}")).isEqualTo("€5");
        assertThat(text("{\\rtf1\\uc2\\u8364\\'a2\\'e35}")).isEqualTo("€5");
        assertThat(text("{\\rtf1\\uc0\\u8364 5}")).isEqualTo("€5");
        assertThat(text("{\\rtf1\\u-10179?\\u-8704?}")).isEqualTo("😀");
    }

    @Test
    void whatIsNoTextShouldBeLeftOut() {
        assertThat(
                        text(
                                "{\\rtf1{\\fonttbl{\\f0 Arial;}}{\\colortbl;\\red0;}{\\*\\unknown {deeper} x}{\\pict 0102}a\\bin3 }}}b}"))
                .isEqualTo("ab");
    }

    @Test
    void marksShouldBecomeWhatTheyStandFor() {
        assertThat(text("{\\rtf1 a\\par b\\tab c\\line\\{d\\}\\\\\\~\\ldblquote e\\rdblquote}"))
                .isEqualTo("a\nb\tc\n{d}\\\u00A0“e”");
    }

    @Test
    void htmlShouldBeTheOneItWasMadeOf() {
        var body = RtfBody.read(
                "{\\rtf1\\fromhtml1{\\*\\htmltag64 <p class=\"x\">}\\htmlrtf{\\f1\\htmlrtf0 a\\'fc{\\*\\htmltag84 &nbsp;}\\htmlrtf\\~\\htmlrtf0 b}}"
                        .getBytes(ISO_8859_1));

        assertThat(body.isHtml()).isTrue();
        assertThat(body.text()).isEqualTo("<p class=\"x\">aü&nbsp;b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "}", "\\", "\\'", "\\u", "\\bin999999999 ", "{\\*", "\\htmlrtf", "\\uc9\\u1", "\\x-"})
    void readShouldEndSoonWhateverIsRepeated(String piece) {
        var rtf = ("{\\rtf1\\fromhtml1 " + piece.repeat(5_000_000 / piece.length())).getBytes(ISO_8859_1);

        assertThat(CpuTime.of(() -> RtfBody.read(rtf))).isLessThan(Duration.ofSeconds(5));
    }

    private static String text(String rtf) {
        var body = RtfBody.read(rtf.getBytes(ISO_8859_1));
        assertThat(body.isHtml()).isFalse();
        return body.text();
    }
}
