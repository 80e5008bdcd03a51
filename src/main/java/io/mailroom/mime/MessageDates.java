package io.mailroom.mime;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.james.mime4j.field.DateTimeFieldLenientImpl;
import org.jspecify.annotations.Nullable;

/** Reads a Date field (RFC 5322 section 3.3), also as those write it who have not read it. */
final class MessageDates {

    /** RFC 5322 section 4.3, and what European mailers put there. Others are unknown and count as +0000. */
    private static final Map<String, String> ZONES = Map.ofEntries(
            Map.entry("EST", "-0500"),
            Map.entry("EDT", "-0400"),
            Map.entry("CST", "-0600"),
            Map.entry("CDT", "-0500"),
            Map.entry("MST", "-0700"),
            Map.entry("MDT", "-0600"),
            Map.entry("PST", "-0800"),
            Map.entry("PDT", "-0700"),
            Map.entry("CET", "+0100"),
            Map.entry("CEST", "+0200"),
            Map.entry("MET", "+0100"),
            Map.entry("MEST", "+0200"),
            Map.entry("EET", "+0200"),
            Map.entry("EEST", "+0300"),
            Map.entry("BST", "+0100"),
            Map.entry("MSK", "+0300"),
            Map.entry("JST", "+0900"));

    private static final Pattern DATE = Pattern.compile(
            "(?:\\p{L}+\\.?,? )?(0?[1-9]|[12]\\d|3[01])[ -](\\p{Alpha}{3})\\p{Alpha}*\\.?[ -](\\d{2,4}),? ([0-2]?\\d)[:.]([0-5]\\d)"
                    + "(?:[:.]([0-6]\\d))?(?:[.,]\\d+)?(?: ?(?:GMT|UTC?)?([+-]\\d{1,2}:?\\d{2})\\b.*| (\\p{Alpha}+)\\b.*|.*)");

    private static final Pattern COMMENT = Pattern.compile("\\([^)]*\\)?");

    /** Further away than this is a broken clock, and no use as the date of an item. */
    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    private MessageDates() {}

    static @Nullable Instant read(@Nullable String field) {
        if (field == null || field.length() > 200) {
            return null;
        }
        var text = HeaderText.clean(COMMENT.matcher(field).replaceAll(" "));
        try {
            var instant = instant(text);
            return instant.isBefore(EARLIEST) || instant.isAfter(LATEST) ? null : instant;
        } catch (DateTimeException unreadable) {
            return null;
        }
    }

    private static Instant instant(String text) {
        var date = DATE.matcher(text);
        if (!date.matches()) {
            return OffsetDateTime.parse(text.replace(' ', 'T')).toInstant();
        }
        var second = date.group(6) == null ? "00" : date.group(6);
        var canonical = date.group(1)
                + ' '
                + date.group(2)
                + ' '
                + date.group(3)
                + ' '
                + twoDigits(date.group(4))
                + ':'
                + date.group(5)
                + ':'
                + second
                + ' '
                + zone(date.group(7), date.group(8));
        return Instant.from(DateTimeFieldLenientImpl.RFC_5322.parse(canonical));
    }

    private static String zone(@Nullable String offset, @Nullable String name) {
        if (offset != null) {
            var digits = offset.substring(1).replace(":", "");
            return offset.charAt(0) + (digits.length() == 3 ? "0" : "") + digits;
        }
        return name == null ? "+0000" : ZONES.getOrDefault(name.toUpperCase(Locale.ROOT), "+0000");
    }

    private static String twoDigits(String number) {
        return number.length() == 1 ? "0" + number : number;
    }
}
