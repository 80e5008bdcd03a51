package io.mailroom.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The header fields we care for, unfolded but not decoded (RFC 5322 section 2.2). */
final class HeaderFields {

    private static final Set<String> WANTED = Set.of(
            "message-id",
            "subject",
            "from",
            "sender",
            "reply-to",
            "to",
            "cc",
            "date",
            "in-reply-to",
            "references",
            "content-type",
            "content-transfer-encoding",
            "content-disposition",
            "content-id",
            "x-failed-recipients",
            "x-mailroom-roundtrip");
    private static final int LONGEST_NAME = "content-transfer-encoding".length();

    private record Field(String name, String value) {}

    private final List<Field> fields = new ArrayList<>();

    /** Lines that are no field, such as an mbox "From " line, are passed over. */
    static HeaderFields read(Octets raw, int from, int to) {
        var header = new HeaderFields();
        int line = skipByteOrderMark(raw, from, to);
        while (line < to) {
            int end = raw.lineEnd(line, to);
            while (end + 1 < to && isBlank(raw.at(end + 1))) {
                end = raw.lineEnd(end + 1, to);
            }
            header.add(raw, line, end);
            line = end + 1;
        }
        return header;
    }

    private static int skipByteOrderMark(Octets raw, int from, int to) {
        return raw.matches(from, new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}, to) ? from + 3 : from;
    }

    private void add(Octets raw, int from, int to) {
        int colon = from;
        // Blanks before the colon are obsolete syntax (RFC 5322 section 4.5), so allow for some.
        int latest = Math.min(to, from + LONGEST_NAME + 8);
        while (colon < latest && raw.at(colon) != ':') {
            colon++;
        }
        if (colon == latest) {
            return;
        }
        var name = new String(raw.copy(from, colon), StandardCharsets.ISO_8859_1)
                .stripTrailing()
                .toLowerCase(Locale.ROOT);
        if (WANTED.contains(name)) {
            fields.add(new Field(name, unfolded(raw, colon + 1, to)));
        }
    }

    private static String unfolded(Octets raw, int from, int to) {
        var octets = raw.copy(from, to);
        int length = 0;
        for (byte octet : octets) {
            if (octet != '\r' && octet != '\n') {
                octets[length++] = octet;
            }
        }
        return MailCharsets.guess(Arrays.copyOf(octets, length), true).strip();
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    @Nullable
    String first(String name) {
        for (var field : fields) {
            if (field.name.equals(name)) {
                return field.value;
            }
        }
        return null;
    }

    Stream<String> all(String name) {
        return fields.stream().filter(field -> field.name.equals(name)).map(Field::value);
    }
}
