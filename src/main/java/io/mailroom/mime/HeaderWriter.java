package io.mailroom.mime;

import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

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

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private static final boolean[] VISIBLE = new boolean[0x80];
    private static final boolean[] ATOM = new boolean[0x80];

    /** The few characters that stand for themselves also in a phrase (RFC 2047 section 5). */
    private static final boolean[] UNQUOTED = new boolean[0x80];

    static {
        for (int c = '!'; c <= '~'; c++) {
            VISIBLE[c] = true;
            boolean word = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            ATOM[c] = word || "_!#$%&'*+/=?^`{|}~-".indexOf(c) >= 0;
            UNQUOTED[c] = word || "!*+-/".indexOf(c) >= 0;
        }
    }

    private final StringBuilder out = new StringBuilder();
    private int column;

    private HeaderWriter(String field) {
        this.column = field.length() + 1;
    }

    /** A body that is text, such as that of Subject. */
    static String text(String field, String text) {
        var writer = new HeaderWriter(field);
        if (text.isEmpty() || areWords(text, VISIBLE)) {
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

    /**
     * Whether it can stand in a header as it is, and is read as just that: white space at an end or in a row would not
     * survive folding.
     */
    private static boolean areWords(String text, boolean[] allowed) {
        int word = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ' ' && word > 0) {
                word = 0;
            } else if (c >= allowed.length || !allowed[c] || ++word > LONGEST_TOKEN) {
                return false;
            }
        }
        return word > 0 && !text.contains("=?");
    }

    private static boolean isQuotable(String name) {
        return name.length() <= LONGEST_WORD
                && name.chars().allMatch(c -> c == ' ' || c < VISIBLE.length && VISIBLE[c])
                && !name.contains("=?");
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
        if (areWords(name, ATOM)) {
            tokens(name);
        } else if (isQuotable(name)) {
            token('"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
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
        int start = 0;
        int size = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int more = quoted ? quotedLength(c) : octets(c);
            // A word ends between characters, never within one.
            if (i > start && OVERHEAD + (quoted ? size + more : (size + more + 2) / 3 * 4) > room()) {
                token(encoded(text.substring(start, i), quoted));
                start = i;
                size = 0;
            }
            size += more;
            i += Character.charCount(c);
        }
        token(encoded(text.substring(start), quoted));
    }

    /** For the next word: what is left of the line, or a line of its own where that is hardly anything. */
    private int room() {
        int left = LONGEST_LINE - column - 1;
        return left < LONGEST_WORD / 2 && !out.isEmpty() ? LONGEST_WORD : Math.min(left, LONGEST_WORD);
    }

    private static int quotedLength(int c) {
        return c == ' ' || c < UNQUOTED.length && UNQUOTED[c] ? 1 : 3 * octets(c);
    }

    /** In UTF-8, to which half of a surrogate pair goes as "?". */
    private static int octets(int c) {
        if (c < 0x80 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
            return 1;
        }
        return c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    }

    private static String encoded(String text, boolean quoted) {
        return BEGIN
                + (quoted ? "Q?" + quoted(text) : "B?" + Base64.getEncoder().encodeToString(HeaderText.octets(text)))
                + "?=";
    }

    private static String quoted(String text) {
        var out = new StringBuilder();
        for (byte octet : HeaderText.octets(text)) {
            if (octet == ' ') {
                out.append('_');
            } else if (octet > 0 && UNQUOTED[octet]) {
                out.append((char) octet);
            } else {
                out.append('=').append(HEX.toHexDigits(octet));
            }
        }
        return out.toString();
    }
}
