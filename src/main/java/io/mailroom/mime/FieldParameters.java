package io.mailroom.mime;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A field body with parameters, such as Content-Type (RFC 2045 section 5.1), and what RFC 2231 made of them.
 *
 * <p>Read by hand, as parsers that follow the grammar lose the usual wrong forms: unquoted file names with blanks and
 * brackets in them, and file names with Windows paths.
 */
final class FieldParameters {

    private record Segment(String text, boolean encoded) {}

    private final String value;
    private final Map<String, String> plain = new HashMap<>();
    private final Map<String, TreeMap<Integer, Segment>> extended = new HashMap<>();

    private FieldParameters(String value) {
        this.value = value;
    }

    static FieldParameters read(@Nullable String body) {
        var text = body == null ? "" : body;
        int semicolon = text.indexOf(';');
        var parameters = new FieldParameters(withoutComment(semicolon < 0 ? text : text.substring(0, semicolon))
                .toLowerCase(Locale.ROOT));
        if (semicolon >= 0) {
            parameters.readAll(text, semicolon + 1);
        }
        return parameters;
    }

    /** What stands before the parameters, in lower case. */
    String value() {
        return value;
    }

    /** Decoded as RFC 2231 says; encoded-words in it are the caller's business. */
    @Nullable
    String get(String name) {
        var segments = extended.get(name);
        return segments == null ? plain.get(name) : joined(segments);
    }

    private void readAll(String text, int from) {
        int at = from;
        while (at < text.length()) {
            int equals = at;
            while (equals < text.length() && text.charAt(equals) != '=' && text.charAt(equals) != ';') {
                equals++;
            }
            if (equals == text.length() || text.charAt(equals) == ';') {
                at = equals + 1;
                continue;
            }
            var name = text.substring(at, equals).strip().toLowerCase(Locale.ROOT);
            at = equals + 1;
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            if (at < text.length() && text.charAt(at) == '"') {
                at = quoted(name, text, at + 1);
            } else {
                int end = text.indexOf(';', at);
                end = end < 0 ? text.length() : end;
                var token = text.substring(at, end).strip();
                add(name, name.startsWith("name") || name.startsWith("filename") ? token : withoutComment(token));
                at = end + 1;
            }
        }
    }

    private int quoted(String name, String text, int from) {
        var content = new StringBuilder();
        int at = from;
        for (; at < text.length() && text.charAt(at) != '"'; at++) {
            char c = text.charAt(at);
            // A backslash before anything else is a Windows path that nobody quoted.
            if (c == '\\' && at + 1 < text.length() && (text.charAt(at + 1) == '"' || text.charAt(at + 1) == '\\')) {
                c = text.charAt(++at);
            }
            content.append(c);
        }
        add(name, content.toString());
        int semicolon = text.indexOf(';', at);
        return semicolon < 0 ? text.length() : semicolon + 1;
    }

    private static String withoutComment(String token) {
        int bracket = token.indexOf('(');
        return (bracket < 0 ? token : token.substring(0, bracket)).strip();
    }

    private void add(String name, String content) {
        int star = name.indexOf('*');
        if (star < 0) {
            plain.putIfAbsent(name, content);
            return;
        }
        boolean encoded = name.endsWith("*");
        var number = name.substring(star + 1, encoded && name.length() > star + 1 ? name.length() - 1 : name.length());
        // "name*" alone goes before "name*0".
        int index = number.isEmpty() ? -1 : number.matches("\\d{1,4}") ? Integer.parseInt(number) : Integer.MAX_VALUE;
        extended.computeIfAbsent(name.substring(0, star), absent -> new TreeMap<>())
                .putIfAbsent(index, new Segment(content, encoded));
    }

    /** Octets are joined before they are decoded: a continuation may begin in the middle of a character. */
    private static String joined(TreeMap<Integer, Segment> segments) {
        var first = segments.firstEntry();
        if (first.getKey() == -1) {
            segments = new TreeMap<>(Map.of(-1, first.getValue()));
        }
        String charset = null;
        var octets = new ByteArrayOutputStream();
        for (var entry : segments.entrySet()) {
            var segment = entry.getValue();
            var text = segment.text();
            if (entry.getKey().equals(first.getKey()) && segment.encoded()) {
                int quote = text.indexOf('\'');
                int second = quote < 0 ? -1 : text.indexOf('\'', quote + 1);
                charset = second < 0 ? null : text.substring(0, quote);
                text = text.substring(second + 1);
            }
            octets.writeBytes(segment.encoded() ? percentDecoded(text) : HeaderText.octets(text));
        }
        return MailCharsets.decode(octets.toByteArray(), charset);
    }

    private static byte[] percentDecoded(String text) {
        var out = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            int octet = text.charAt(i) == '%' ? HeaderText.hex(text, i + 1) : -1;
            if (octet >= 0) {
                out.write(octet);
                i += 2;
            } else {
                out.writeBytes(HeaderText.octets(text.substring(i, i + 1)));
            }
        }
        return out.toByteArray();
    }
}
