package io.mailroom.scan;

import static io.mailroom.scan.Letter.aLetter;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.imap.MessageInfo;
import io.mailroom.mime.MessageParser;
import io.mailroom.mime.ParseLimits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTest {

    private static Rules rules(Consumer<ScanTask> settings) {
        var task = new ScanTask();
        settings.accept(task);
        return Rules.of(task);
    }

    private static Optional<Rule> byInfo(Rules rules, long size, String... flags) {
        return rules.excluding(new MessageInfo(1, size, null, Set.of(flags)));
    }

    private static Optional<Rule> byHeader(Rules rules, Letter letter) {
        return rules.excluding(MessageParser.header(ByteBuffer.wrap(letter.raw())));
    }

    private static Optional<Rule> byContents(Rules rules, Letter letter) {
        return byContents(rules, letter.raw());
    }

    private static Optional<Rule> byContents(Rules rules, byte[] raw) {
        var bytes = ByteBuffer.wrap(raw);
        return rules.excluding(MessageParser.parse(bytes, ParseLimits.DEFAULT), bytes);
    }

    @Test
    void noRulesShouldExcludeNothing() {
        var none = rules(task -> {});

        assertThat(byInfo(none, 0)).isEmpty();
        assertThat(byHeader(none, aLetter())).isEmpty();
        assertThat(byContents(none, aLetter())).isEmpty();
        assertThat(none.askForFlags() || none.askForHeaders() || none.askForContents())
                .isFalse();
    }

    @Test
    void sizesShouldIncludeTheirBounds() {
        var rules = rules(task -> {
            task.minSize = 100L;
            task.maxSize = 200L;
        });

        assertThat(byInfo(rules, 99)).contains(Rule.MIN_SIZE);
        assertThat(byInfo(rules, 100)).isEmpty();
        assertThat(byInfo(rules, 200)).isEmpty();
        assertThat(byInfo(rules, 201)).contains(Rule.MAX_SIZE);
    }

    @Test
    void trueSizeShouldDecideWhenTheServerLied() {
        var rules = rules(task -> task.maxSize = 1000L);

        assertThat(byInfo(rules, 10)).isEmpty();
        assertThat(byContents(rules, aLetter().withText("x".repeat(2000)))).contains(Rule.MAX_SIZE);
    }

    @Test
    void flagsShouldDecide() {
        var flagged = rules(task -> task.flaggedOnly = true);
        var unread = rules(task -> task.unreadOnly = true);

        assertThat(byInfo(flagged, 1, "\\Seen")).contains(Rule.FLAGGED_ONLY);
        assertThat(byInfo(flagged, 1, "\\Flagged", "\\Seen")).isEmpty();
        assertThat(byInfo(unread, 1, "\\Seen")).contains(Rule.UNREAD_ONLY);
        assertThat(byInfo(unread, 1, "\\Flagged")).isEmpty();
        assertThat(flagged.askForFlags() && unread.askForFlags()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jörg@example.org",
                "*@EXAMPLE.org",
                "jörg möller",
                "Jör*",
                "Jörg Möller <jörg@example.org>",
                "x|*Möller*"
            })
    void fromFilterShouldMatchNameAddressOrBoth(String filter) {
        var rules = rules(task -> task.fromFilter = filter);

        assertThat(byHeader(rules, aLetter().from("=?utf-8?q?J=C3=B6rg_M=C3=B6ller?= <jörg@example.org>")))
                .isEmpty();
        assertThat(byHeader(rules, aLetter())).contains(Rule.FROM);
    }

    @Test
    void missingSenderShouldMatchOnlyWhatMatchesNothing() {
        var nobody = new Letter("<1@x>", "", "A subject", "text/plain", "x");

        assertThat(byHeader(rules(task -> task.fromFilter = "*"), nobody)).isEmpty();
        assertThat(byHeader(rules(task -> task.fromFilter = "*@*"), nobody)).contains(Rule.FROM);
    }

    @ParameterizedTest
    @CsvSource({"anna@example.org,true", "team@*,true", "The Team,true", "ben@example.net,false"})
    void toFilterShouldLookAtToAndCc(String filter, boolean wanted) {
        var letter = aLetter().withCc("Somebody <other@example.org>, The Team <team@example.org>");

        assertThat(byHeader(rules(task -> task.toFilter = filter), letter).isEmpty())
                .isEqualTo(wanted);
    }

    @Test
    void subjectShouldMatchAsDecoded() {
        var rules = rules(task -> task.subjectFilter = "*rechnung märz");

        assertThat(byHeader(rules, aLetter().withSubject("=?iso-8859-1?q?Rechnung_M=E4rz?=")))
                .isEmpty();
        assertThat(byHeader(rules, aLetter().withSubject("Rechnung April"))).contains(Rule.SUBJECT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"total AMOUNT due", "  amount   due ", "größe"})
    void bodyFilterShouldFindWordsHoweverTheyAreWritten(String words) {
        var rules = rules(task -> task.bodyFilter = words);
        var text = "Your total amount\r\ndue: 5\u00a0EUR, GRÖSSE or Große or Größe\r\n";

        assertThat(byContents(rules, aLetter().withText(text))).isEmpty();
        assertThat(byContents(rules, encoded(text))).isEmpty();
        assertThat(byContents(
                        rules, aLetter().withHtml("<p>Your <b>total</b> amount <i>due</i>: Gr&ouml;&szlig;e</p>")))
                .isEmpty();
        assertThat(byContents(rules, aLetter().withText("nothing of it"))).contains(Rule.BODY);
    }

    private static byte[] encoded(String text) {
        return ("Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                        + Base64.getMimeEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1)))
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void bodyFilterShouldNotLookIntoTagsScriptsHeadersOrAttachments() {
        var rules = rules(task -> task.bodyFilter = "needle");

        assertThat(byContents(rules, aLetter().withHtml("<p class=needle>x</p><script>needle</script>")))
                .contains(Rule.BODY);
        assertThat(byContents(rules, aLetter().withSubject("needle").withAttachment("needle.txt")))
                .contains(Rule.BODY);
    }

    @Test
    void bodyFilterShouldFindComposedAndDecomposedLetters() {
        var rules = rules(task -> task.bodyFilter = "u\u0308ber");

        assertThat(byContents(rules, aLetter().withText("\u00fcber\r\n"))).isEmpty();
    }

    @Test
    void filesShouldBeIncludedAndThenExcluded() {
        var rules = rules(task -> {
            task.fileFilter = "*.pdf|*.png";
            task.fileExclude = "logo*";
        });

        assertThat(byContents(rules, aLetter().withAttachment("bill.pdf"))).isEmpty();
        assertThat(byContents(rules, aLetter().withAttachment("logo.png"))).contains(Rule.FILE_EXCLUDE);
        assertThat(byContents(rules, aLetter().withAttachment("bill.doc"))).contains(Rule.FILE_FILTER);
        assertThat(byContents(rules, aLetter())).contains(Rule.FILE_FILTER);
    }

    @Test
    void excludedBodyShouldLeaveTheAttachments() {
        var rules = rules(task -> task.fileExclude = "mail.html");

        assertThat(rules.wantsPage()).isFalse();
        assertThat(byContents(rules, aLetter().withAttachment("a.pdf"))).isEmpty();
        assertThat(byContents(rules, aLetter())).contains(Rule.FILE_EXCLUDE);
    }

    @Test
    void attachmentsOnlyShouldNameItselfWhenThereIsNone() {
        var rules = rules(task -> {
            task.attachmentsOnly = true;
            task.fileExclude = "*.png";
        });

        assertThat(byContents(rules, aLetter())).contains(Rule.ATTACHMENTS_ONLY);
        assertThat(byContents(rules, aLetter().withAttachment("a.png"))).contains(Rule.FILE_EXCLUDE);
        assertThat(byContents(rules, aLetter().withAttachment("a.pdf"))).isEmpty();
    }

    @Test
    void mailThatCannotBeLookedIntoShouldNotBeExcludedForItsContents() {
        var rules = rules(task -> {
            task.bodyFilter = "needle";
            task.fileFilter = "*.pdf";
        });
        var tooLong = "X-Pad: " + "y".repeat(ParseLimits.DEFAULT.maxHeaderBytes()) + "\r\n\r\nbody\r\n";

        assertThat(byContents(rules, tooLong.getBytes(StandardCharsets.US_ASCII)))
                .isEmpty();
    }
}
