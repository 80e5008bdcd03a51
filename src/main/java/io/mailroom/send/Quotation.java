package io.mailroom.send;

import io.mailroom.item.ReceivedMail;
import io.mailroom.mime.Address;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The words of another mail within one's own. */
final class Quotation {

    /** What is longer is not read twice. */
    private static final int MOST = 200_000;

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM yyyy 'at' HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private Quotation() {}

    /** For the end of an answer. */
    static String answered(ReceivedMail mail) {
        var header = mail.header();
        var who =
                header.from().isEmpty() ? "somebody" : header.from().getFirst().toString();
        var when = header.date() == null ? "" : "On " + DATE.format(header.date()) + ", ";
        return "\n\n" + when + who + " wrote:\n" + quoted(mail.text());
    }

    /** For the end of a mail that hands it on. */
    static String handedOn(ReceivedMail mail) {
        var header = mail.header();
        var out = new StringBuilder("\n\n---------- Forwarded message ----------\n");
        line(out, "From", list(header.from()));
        line(out, "Date", date(header.date()));
        line(out, "Subject", header.subject());
        line(out, "To", list(header.to()));
        line(out, "Cc", list(header.cc()));
        return out.append('\n').append(cut(mail.text())).append('\n').toString();
    }

    /** RFC 3676 section 4.5: no space between the marks of several levels. */
    private static String quoted(String text) {
        return cut(text)
                .lines()
                .map(line -> line.isEmpty() ? ">" : line.startsWith(">") ? ">" + line : "> " + line)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String cut(String text) {
        var stripped = text.stripTrailing();
        if (stripped.length() <= MOST) {
            return stripped;
        }
        int end = Character.isHighSurrogate(stripped.charAt(MOST - 1)) ? MOST - 1 : MOST;
        return stripped.substring(0, end) + "\n[...]";
    }

    private static void line(StringBuilder out, String name, String value) {
        if (!value.isEmpty()) {
            out.append(name).append(": ").append(value).append('\n');
        }
    }

    private static String list(List<Address> addresses) {
        return addresses.stream().map(Address::toString).collect(Collectors.joining(", "));
    }

    private static String date(@Nullable Instant date) {
        return date == null ? "" : DATE.format(date);
    }
}
