package io.mailroom.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.web.InLog;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;

class PlainLinesTest {

    private final PlainLines lines = new PlainLines(new PatternFormatter("%p [%c] %s%e%n"));

    private static ExtLogRecord record(String message) {
        return new ExtLogRecord(
                Level.INFO, message, ExtLogRecord.FormatStyle.NO_FORMAT, PlainLinesTest.class.getName());
    }

    @Test
    void recordShouldBeginWhereALineBeginsWithoutABlankAndNowhereElse() {
        var forged = record("Hello anna\r\nINFO [audit] root logged in\u2028INFO x\u0085y\rINFO z");
        forged.setThrown(new IllegalStateException("refused\nERROR [audit] forged"));

        var text = lines.format(forged);

        assertThat(text.lines().filter(line -> !line.startsWith(" ") && !line.startsWith("\t")))
                .hasSize(1);
        assertThat(text).endsWith("\n").doesNotContain("\r").contains("  INFO [audit] root logged in");
    }

    @Test
    void terminalShouldNotBeSteeredByWhatIsLogged() {
        assertThat(lines.format(record("a\u001b[2Jb\u0007c\u001b]0;title\u0007")))
                .doesNotContain("\u001b", "\u0007");
    }

    @Test
    void contextShouldStandAtTheEndOfTheFirstLine() {
        try (var _ = InLog.with("job", "outbox").and("mail", "m1\nm2")) {
            var record = record("One\nTwo");
            record.copyMdc();

            assertThat(lines.format(record)).endsWith(" One {job=outbox, mail=m1 m2}\n  Two\n");
        }
    }
}
