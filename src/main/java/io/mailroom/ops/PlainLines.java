package io.mailroom.ops;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.TreeMap;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;

/**
 * Makes sure that a record of the plain log begins where a line begins without a blank, and nowhere else: what users, servers
 * and exceptions say cannot pretend to be a record of its own, or move the cursor of a terminal. At the end of its first line
 * stands what is known of request, job and connection. (In JSON both goes without saying.)
 */
final class PlainLines extends ExtFormatter {

    private static final char ESCAPE = '\u001b';

    private final ExtFormatter pattern;

    PlainLines(ExtFormatter pattern) {
        this.pattern = pattern;
    }

    @Override
    public String format(ExtLogRecord record) {
        var text = pattern.format(record);
        var plain = new StringBuilder(text.length() + 80);
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        boolean first = true;
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                if (first) {
                    appendContext(record, plain);
                    first = false;
                }
                plain.append(c);
                if (i + 1 < end && text.charAt(i + 1) != '\t' && text.charAt(i + 1) != ' ') {
                    plain.append("  ");
                }
            } else if (c == '\t' || !isControl(c) || isColour(text, i)) {
                plain.append(c);
            } else if (c != '\r' || i + 1 == end || text.charAt(i + 1) != '\n') {
                plain.append(' ');
            }
        }
        if (first) {
            appendContext(record, plain);
        }
        return plain.append('\n').toString();
    }

    private static void appendContext(ExtLogRecord record, StringBuilder line) {
        var context = record.getMdcCopy();
        if (!context.isEmpty()) {
            line.append(' ').append(new TreeMap<>(context).toString().replaceAll("\\p{Cntrl}", " "));
        }
    }

    private static boolean isControl(char c) {
        return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
    }

    /** What our own pattern writes to a terminal: {@code ESC [ ... m}. */
    private static boolean isColour(String text, int at) {
        if (text.charAt(at) != ESCAPE || at + 1 >= text.length() || text.charAt(at + 1) != '[') {
            return false;
        }
        int i = at + 2;
        while (i < text.length() && (Character.isDigit(text.charAt(i)) || text.charAt(i) == ';')) {
            i++;
        }
        return i < text.length() && text.charAt(i) == 'm';
    }

    /** Puts it around the patterns that are configured. */
    @ApplicationScoped
    static class Installation {

        void start(@Observes @Priority(1) StartupEvent event) {
            for (var handler : Logger.getLogger("").getHandlers()) {
                install(handler);
            }
        }

        private static void install(Handler handler) {
            Formatter formatter = handler.getFormatter();
            if (formatter instanceof PatternFormatter pattern) {
                handler.setFormatter(new PlainLines(pattern));
            }
            if (handler instanceof ExtHandler parent) {
                for (var child : parent.getHandlers()) {
                    install(child);
                }
            }
        }
    }
}
