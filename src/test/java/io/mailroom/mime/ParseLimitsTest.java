package io.mailroom.mime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Messages that were made to hurt. */
class ParseLimitsTest {

    private static final String HEADER = "Subject: Made to hurt\r\nFrom: a@example.org\r\n";
    private static final int TEN_MEGABYTES = 10 << 20;

    @Test
    void problemShouldBeToldWhenMultipartsNestTooDeep() {
        var raw = new StringBuilder(HEADER);
        for (int level = 0; level < 10_000; level++) {
            raw.append("Content-Type: multipart/mixed; boundary=b")
                    .append(level)
                    .append("\r\n\r\n--b")
                    .append(level)
                    .append("\r\n");
        }

        assertStopped(raw, "multiparts nested more than 100 deep");
    }

    @Test
    void problemShouldBeToldWhenThereAreTooManyParts() {
        var raw = HEADER + "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + "--b\r\n\r\nx\r\n".repeat(20_000);

        assertStopped(raw, "more than 2000 parts");
    }

    @Test
    void problemShouldBeToldWhenTheHeaderIsTooLarge() {
        var raw = HEADER + "X-Long: " + "x".repeat(TEN_MEGABYTES) + "\r\nMessage-ID: <late@example.org>\r\n\r\nText.";

        var message = assertStopped(raw, "a header larger than 1048576 bytes");
        assertThat(message.headerLength()).isEqualTo(raw.length() - "Text.".length());
    }

    @Test
    void problemShouldBeToldWhenTheHeaderOfAPartIsTooLarge() {
        var raw =
                HEADER + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nX-Long: " + "x".repeat(TEN_MEGABYTES);

        assertStopped(raw, "a part's header is larger than 1048576 bytes");
    }

    @Test
    void problemShouldBeToldWhenThereAreTooManyRecipients() {
        var raw = new StringBuilder(HEADER).append("To: ");
        for (int i = 0; i < 100_000; i++) {
            raw.append(i).append("@x.y,");
        }

        var message = assertStopped(raw.append("\r\n\r\nText."), "more than 1000 addresses");
        assertThat(message.header().to()).hasSize(999);
    }

    @Test
    void subjectShouldBeCutWhenItIsEndless() {
        var raw = "Subject: " + "=?utf-8?Q?=E2=9C=93?= ".repeat(40_000) + "\r\n\r\n";

        assertThat(parse(raw).header().subject()).hasSize(4000).matches("✓+");
    }

    @Test
    void parseShouldBeQuickWhenFieldsAreMadeOfHalfOpenThings() {
        for (var piece : new String[] {
            "<",
            "\"",
            "(",
            "[",
            "=?",
            "=?a?q?",
            "=?a?b?=",
            "<,",
            "(,",
            "a:",
            "\\",
            "=?utf-8?q?,",
            "@",
            "\"a\"@",
            "a b@c "
        }) {
            var body = piece.repeat(1_000_000 / piece.length());
            assertQuick("From: " + body + "\r\n\r\n");
            assertQuick("Subject: " + body + "\r\n\r\n");
            assertQuick("Content-Type: multipart/mixed; boundary=" + body + "\r\n\r\n");
        }
    }

    @Test
    void parseShouldBeQuickWhenParametersHaveNoEnd() {
        for (var piece : new String[] {"a=\"b\";", "name*0*=%41;", "name*", "=;", ";", "(", "name*1=\"", "a=b c d "}) {
            assertQuick("Content-Type: a/b; " + piece.repeat(1_000_000 / piece.length()) + "\r\n\r\n");
            assertQuick("Date: " + piece.repeat(1_000_000 / piece.length()) + "\r\n\r\n");
            assertQuick("References: " + piece.repeat(1_000_000 / piece.length()) + "\r\n\r\n");
        }
    }

    @Test
    void parseShouldBeQuickWhenEveryLineIsNearlyADelimiter() {
        var raw = new StringBuilder(HEADER);
        for (int level = 0; level < 100; level++) {
            raw.append("Content-Type: multipart/mixed; boundary=")
                    .append("b".repeat(30))
                    .append(level);
            raw.append("\r\n\r\n--").append("b".repeat(30)).append(level).append("\r\n");
        }
        raw.append("\r\n").append(("--" + "b".repeat(30) + "x\n").repeat(100_000));

        assertQuick(raw.toString());
    }

    private static void assertQuick(String raw) {
        assertThat(CpuTime.of(() -> parse(raw))).as(raw.substring(0, 60)).isLessThan(Duration.ofSeconds(5));
    }

    private static ParsedMessage assertStopped(CharSequence raw, String problem) {
        var message = parse(raw);

        assertThat(message.problem()).isEqualTo(problem);
        assertThat(message.parts()).isEmpty();
        assertThat(message.header().subject()).isEqualTo("Made to hurt");
        assertThat(message.sha256()).hasSize(32);
        return message;
    }

    private static ParsedMessage parse(CharSequence raw) {
        return Eml.of(raw.toString().getBytes(UTF_8)).message();
    }
}
