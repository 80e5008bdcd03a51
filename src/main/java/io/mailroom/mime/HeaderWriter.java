package io.mailroom.mime;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Writes one header field's body, folded (RFC 5322 section 2.2.3), and everything but plain ASCII as encoded-words (RFC
 * 2047).
 *
 * <p>What merely looks like an encoded-word is encoded, too: a reader would decode it, and so show what was never checked.
 */
final class HeaderWriter {

    /** RFC 2047 section 2: of a line with encoded-words. */
    private static final int LONGEST_LINE = 76;

    private static final int LONGEST_WORD = 75;

    /** What cannot be folded and is not encoded; a line holds 998 (RFC 5322 section 2.1.1). */
    private static final int LONGEST_TOKEN = 900;

    private static final String BEGIN = "=?UTF-8?";
    private static final int OVERHEAD = BEGIN.length() + "Q?".length() + "?=".length();

    /** White space at an end or in a row would not survive folding. */
    private static final Pattern PLAIN = Pattern.compile("[\\x21-\\x7E]+( [\\x21-\\x7E]+)*");

    private static final Pattern ATOMS = Pattern.compile("[\\w!#$%&'*+/=?^`{|}~-]+( [\\w!#$%&'*+/=?^`{|}~-]+)*");
    private static final Pattern QUOTABLE = Pattern.compile("[\\x20-\\x7E]+");

    private final StringBuilder out = new StringBuilder();
    private int column;

    private HeaderWriter(String field) {
        this.column = field.length() + 1;
    }

    /** A body that is text, such as that of Subject. */
    static String text(String field, String text) {
        var writer = new HeaderWriter(field);
        if (plain(text)) {
            writer.tokens(text);
        } else {
            writer.encodedWords(text);
        }
        return writer.body();
    }

    /** A body that is a list of mailboxes; their addresses are written as they are (RFC 6532 section 3.2). */
    static String mailboxes(String field, List<Address> addresses) {
        var writer = new HeaderWriter(field);
        for (int i = 0; i < addresses.size(); i++) {
            writer.mailbox(addresses.get(i), i + 1 < addresses.size() ? "," : "");
        }
        return writer.body();
    }

    /** A body that is a list of Message-IDs. */
    static String messageIds(String field, List<String> ids) {
        var writer = new HeaderWriter(field);
        ids.forEach(id -> writer.token("<" + id + ">"));
        return writer.body();
    }

    /** Whether it can stand in a header as it is, and is read as just that. */
    private static boolean plain(String text) {
        return PLAIN.matcher(text).matches() && !text.contains("=?") && longest(text) <= LONGEST_TOKEN
                || text.isEmpty();
    }

    private static int longest(String text) {
        int longest = 0;
        for (var token : text.split(" ")) {
            longest = Math.max(longest, token.length());
        }
        return longest;
    }

    private String body() {
        return out.toString();
    }

    private void mailbox(Address address, String comma) {
        var name = address.name();
        if (name == null) {
            token(address.address() + comma);
            return;
        }
        if (!name.contains("=?")
                && longest(name) <= LONGEST_TOKEN
                && ATOMS.matcher(name).matches()) {
            tokens(name);
        } else if (!name.contains("=?")
                && name.length() <= LONGEST_WORD
                && QUOTABLE.matcher(name).matches()) {
            token('"' + name.replaceAll("([\"\\\\])", "\\\\$1") + '"');
        } else {
            encodedWords(name);
        }
        token("<" + address.address() + ">" + comma);
    }

    private void tokens(String text) {
        for (var token : text.split(" ")) {
            token(token);
        }
    }

    private void token(String token) {
        // A space comes with the field's name; so nothing is folded right behind that.
        if (!out.isEmpty() && column + 1 + token.length() > LONGEST_LINE) {
            out.append("\r\n");
            column = 0;
        }
        if (!out.isEmpty()) {
            out.append(' ');
        }
        out.append(token);
        column += 1 + token.length();
    }

    private void encodedWords(String text) {
        // Who reads the source should recognise it, and filters count base64 of plain words against their sender.
        boolean quoted = text.chars().filter(c -> c < 0x80).count() * 2 >= text.length();
        var word = new StringBuilder();
        for (int i = 0; i < text.length(); ) {
            int next = text.offsetByCodePoints(i, 1);
            var longer = word + text.substring(i, next);
            // A word ends between characters, never within one.
            if (!word.isEmpty() && OVERHEAD + length(longer, quoted) > room()) {
                token(encoded(word.toString(), quoted));
                word.setLength(0);
            }
            word.append(text, i, next);
            i = next;
        }
        token(encoded(word.toString(), quoted));
    }

    /** For the next word: what is left of the line, or a line of its own where that is hardly anything. */
    private int room() {
        int left = LONGEST_LINE - column - 1;
        return left < LONGEST_WORD / 2 && !out.isEmpty() ? LONGEST_WORD : Math.min(left, LONGEST_WORD);
    }

    private static int length(String text, boolean quoted) {
        return quoted ? quoted(text).length() : (HeaderText.octets(text).length + 2) / 3 * 4;
    }

    private static String encoded(String text, boolean quoted) {
        return BEGIN
                + (quoted ? "Q?" + quoted(text) : "B?" + Base64.getEncoder().encodeToString(HeaderText.octets(text)))
                + "?=";
    }

    /** The few characters that stand for themselves also in a phrase (RFC 2047 section 5). */
    private static String quoted(String text) {
        var out = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xFF);
            if (c == ' ') {
                out.append('_');
            } else if (c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || "!*+-/".indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append("=%02X".formatted((int) c));
            }
        }
        return out.toString();
    }
}
