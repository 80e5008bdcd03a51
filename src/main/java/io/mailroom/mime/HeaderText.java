package io.mailroom.mime;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Text taken from header fields. */
final class HeaderText {

    private static final Pattern TURNS = Pattern.compile("[\\u202A-\\u202E\\u2066-\\u2069\\u2028\\u2029]");
    private static final Pattern DIRECTION =
            Pattern.compile("[\\u202A-\\u202E\\u2066-\\u2069\\u2028\\u2029\\u200E\\u200F\\u061C]");

    private static final char FIRST_MARK = '\u061C';

    private HeaderText() {}

    /** Decoded, on one line, and free of what no one can see. */
    static String readable(String raw) {
        return clean(EncodedWords.decode(raw));
    }

    /** White space runs become one space, control characters go, halves of a surrogate pair become U+FFFD. */
    static String clean(String text) {
        var out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
                if (!out.isEmpty() && out.charAt(out.length() - 1) != ' ') {
                    out.append(' ');
                }
            } else if (Character.isSurrogate((char) c) && c < 0x10000) {
                out.append('\uFFFD');
            } else if (!Character.isISOControl(c)) {
                out.appendCodePoint(c);
            }
        }
        return out.toString().stripTrailing();
    }

    /**
     * Without what makes a name read as another one: marks that turn the direction of text (embeddings, overrides, isolates,
     * and the marks of single characters), and separators that some programs break lines at.
     */
    static String undirected(String text) {
        return isBelowMarks(text) ? text : DIRECTION.matcher(text).replaceAll("");
    }

    /** The same for a text of several words, in which the marks of single characters have their use. */
    static String unturned(String text) {
        return isBelowMarks(text) ? text : TURNS.matcher(text).replaceAll("");
    }

    /** Whether it is of letters that come before all such marks, as is most that is read and sent. */
    private static boolean isBelowMarks(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= FIRST_MARK) {
                return false;
            }
        }
        return true;
    }

    static boolean hasControls(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** At most {@code max} characters, and no half of a surrogate pair at the end. */
    static String cut(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max);
    }

    static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The octet written as two hexadecimal digits at {@code at}, or -1. */
    static int hex(CharSequence text, int at) {
        if (at + 1 >= text.length()) {
            return -1;
        }
        int high = Character.digit(text.charAt(at), 16);
        int low = Character.digit(text.charAt(at + 1), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }
}
