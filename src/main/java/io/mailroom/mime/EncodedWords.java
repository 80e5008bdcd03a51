package io.mailroom.mime;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decodes encoded-words (RFC 2047), wherever they stand.
 *
 * <p>Mailers cut long texts into words in the middle of a character, so the octets of neighbouring words of one charset
 * are joined before they are decoded.
 */
final class EncodedWords {

    /** Charset and language together; nothing longer is a charset. */
    private static final int MAX_CHARSET = 60;

    /** The RFC says 75 characters, broken mailers write a whole line: look further, but not without end. */
    private static final int MAX_WORD = 2048;

    private final String text;
    private final StringBuilder out;
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private String charset = "";

    private EncodedWords(String text) {
        this.text = text;
        this.out = new StringBuilder(text.length());
    }

    static String decode(String text) {
        return text.contains("=?") ? new EncodedWords(text).decode() : text;
    }

    private String decode() {
        int at = 0;
        while (at < text.length()) {
            int start = text.indexOf("=?", at);
            var word = start < 0 ? null : Word.at(text, start);
            if (start < 0) {
                break;
            }
            if (word == null) {
                flush();
                out.append(text, at, start + 2);
                at = start + 2;
                continue;
            }
            // White space between two encoded-words is not part of the text (RFC 2047 section 6.2).
            if (octets.size() == 0 || !text.substring(at, start).isBlank()) {
                flush();
                out.append(text, at, start);
            }
            add(word);
            at = word.end();
        }
        flush();
        return out.append(text, at, text.length()).toString();
    }

    private void add(Word word) {
        if (!word.charset().equals(charset)) {
            flush();
            charset = word.charset();
        }
        octets.writeBytes(word.octets(text));
    }

    private void flush() {
        if (octets.size() > 0) {
            out.append(MailCharsets.decode(octets.toByteArray(), charset));
            octets.reset();
        }
    }

    /** Where one encoded-word lies in a text. */
    record Word(String charset, boolean base64, int from, int to) {

        int end() {
            return to + 2;
        }

        static @Nullable Word at(String text, int start) {
            int charsetEnd = text.indexOf('?', start + 2, Math.min(text.length(), start + 2 + MAX_CHARSET));
            if (charsetEnd <= start + 2 || charsetEnd + 2 >= text.length() || text.charAt(charsetEnd + 2) != '?') {
                return null;
            }
            char encoding = text.charAt(charsetEnd + 1);
            boolean base64 = encoding == 'B' || encoding == 'b';
            int from = charsetEnd + 3;
            int to = base64 || encoding == 'Q' || encoding == 'q' ? end(text, from) : -1;
            if (to < 0) {
                return null;
            }
            var charset = text.substring(start + 2, charsetEnd);
            int language = charset.indexOf('*'); // RFC 2231 section 5
            return new Word(
                    (language < 0 ? charset : charset.substring(0, language)).toLowerCase(Locale.ROOT),
                    base64,
                    from,
                    to);
        }

        private static int end(String text, int from) {
            return text.indexOf("?=", from, Math.min(text.length(), from + MAX_WORD));
        }

        byte[] octets(String text) {
            var encoded = text.substring(from, to);
            return base64 ? base64(encoded) : quoted(encoded);
        }

        private static byte[] base64(String encoded) {
            // Words are short and may be many: no streams and no exceptions for them.
            var kept = new StringBuilder(encoded.length());
            for (int i = 0; i < encoded.length() && encoded.charAt(i) != '='; i++) {
                if (Base64Stream.isBase64(encoded.charAt(i))) {
                    kept.append(encoded.charAt(i));
                }
            }
            kept.setLength(kept.length() % 4 == 1 ? kept.length() - 1 : kept.length());
            return Base64.getDecoder().decode(kept.toString());
        }

        private static byte[] quoted(String encoded) {
            var out = new ByteArrayOutputStream(encoded.length());
            for (int i = 0; i < encoded.length(); i++) {
                char c = encoded.charAt(i);
                int octet = c == '=' ? HeaderText.hex(encoded, i + 1) : -1;
                if (octet >= 0) {
                    out.write(octet);
                    i += 2;
                } else if (c == '_') {
                    out.write(' ');
                } else if (c < 0x80) {
                    out.write(c);
                } else {
                    out.writeBytes(HeaderText.octets(encoded.substring(i, i + 1)));
                }
            }
            return out.toByteArray();
        }
    }
}
