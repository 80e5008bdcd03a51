package io.mailroom.mime;

import java.io.IOException;
import java.io.InputStream;

/**
 * Quoted-printable (RFC 2045 section 6.7).
 *
 * <p>What follows a "=" wrongly stays as it is written; line breaks stay as they are in the message; blanks at the end of a
 * line were added on the way and go.
 */
final class QuotedPrintableStream extends DecodingStream {

    private static final int LOOK_AHEAD = 256;

    private final byte[] decoded = new byte[8192];
    private int length;

    QuotedPrintableStream(InputStream source) {
        super(source);
    }

    @Override
    void decodeBlock() throws IOException {
        length = 0;
        while (length < decoded.length - LOOK_AHEAD && (fill(LOOK_AHEAD) || peek(0) >= 0)) {
            if (peek(0) == '=') {
                escape();
            } else if (isBlank(peek(0))) {
                blanks();
            } else if (peek(0) == '\r' || peek(0) == '\n') {
                decoded[length++] = (byte) peek(0);
                skip(1);
            } else {
                words();
            }
        }
        if (length > 0) {
            deliver(decoded, length);
        }
    }

    /** Up to the end of the line or an escape, less the blanks before it. */
    private void words() {
        var input = input();
        int from = next();
        int to = Math.min(end(), from + decoded.length - length);
        int at = from;
        while (at < to && input[at] != '=' && input[at] != '\n' && input[at] != '\r') {
            at++;
        }
        while (isBlank(input[at - 1])) {
            at--;
        }
        System.arraycopy(input, from, decoded, length, at - from);
        length += at - from;
        skip(at - from);
    }

    private void escape() {
        int high = Character.digit(peek(1), 16);
        int low = Character.digit(peek(2), 16);
        if (high >= 0 && low >= 0) {
            decoded[length++] = (byte) (high << 4 | low);
            skip(3);
            return;
        }
        int blanks = countBlanks(1);
        int after = lineBreak(1 + blanks);
        if (after > 0) {
            skip(after);
        } else {
            decoded[length++] = '=';
            skip(1);
        }
    }

    /** More blanks than we look ahead for are kept, as nobody's transport added those. */
    private void blanks() {
        int count = countBlanks(0);
        boolean trailing = count < LOOK_AHEAD - 2 && lineBreak(count) > 0;
        if (!trailing) {
            System.arraycopy(input(), next(), decoded, length, count);
            length += count;
        }
        skip(count);
    }

    private int countBlanks(int from) {
        int at = from;
        while (at < LOOK_AHEAD - 2 && isBlank(peek(at))) {
            at++;
        }
        return at - from;
    }

    /** Where the line break at {@code ahead} ends, or 0 if there is none; the end of the content is one. */
    private int lineBreak(int ahead) {
        return switch (peek(ahead)) {
            case '\n' -> ahead + 1;
            case '\r' -> peek(ahead + 1) == '\n' ? ahead + 2 : ahead + 1;
            case -1 -> Math.max(1, ahead);
            default -> 0;
        };
    }

    private static boolean isBlank(int octet) {
        return octet == ' ' || octet == '\t';
    }
}
