package io.mailroom.mime;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;

/** Writes text as quoted-printable (RFC 2045 section 6.7), in blocks; nothing on the way can change a line of it. */
final class QuotedPrintableWriter {

    /** Of a line with its soft line break. */
    private static final int LONGEST_LINE = 76;

    private static final byte[] HEX = "0123456789ABCDEF".getBytes(US_ASCII);

    /** What stands for itself, wherever in a line. */
    private static final boolean[] PLAIN = new boolean[256];

    static {
        for (int c = ' '; c < 0x7F; c++) {
            PLAIN[c] = c != '=';
        }
        PLAIN['\t'] = true;
    }

    private final OutputStream out;
    private final byte[] block = new byte[8 * 1024];
    private int count;
    private int column;

    QuotedPrintableWriter(OutputStream out) {
        this.out = out;
    }

    /** @param text with CRLF for a line break, and no CR or LF elsewhere */
    void write(byte[] text) throws IOException {
        for (int at = 0; at < text.length; ) {
            if (count > block.length - 2 * LONGEST_LINE) {
                flush();
            }
            at = plain(text, at);
            if (at == text.length) {
                break;
            }
            if (text[at] == '\r') {
                lineBreak();
                at += 2;
            } else {
                octet(text, at++);
            }
        }
        flush();
    }

    /** Copies what stands for itself and leaves room for a soft line break, up to the octet that needs a closer look. */
    private int plain(byte[] text, int from) {
        if (column == 0 && TextEncoding.isFromLine(text, from)) {
            return from;
        }
        int end = Math.min(text.length, from + LONGEST_LINE - 1 - column);
        int to = from;
        while (to < end && PLAIN[text[to] & 0xFF]) {
            to++;
        }
        if (to > from && isLast(text, to - 1) && TextEncoding.isBlank(text[to - 1])) {
            to--;
        }
        System.arraycopy(text, from, block, count, to - from);
        count += to - from;
        column += to - from;
        return to;
    }

    private void octet(byte[] text, int at) {
        byte octet = text[at];
        boolean last = isLast(text, at);
        boolean plain = PLAIN[octet & 0xFF] && !(last && TextEncoding.isBlank(octet));
        if (column + (plain ? 1 : 3) > (last ? LONGEST_LINE : LONGEST_LINE - 1)) {
            block[count++] = '=';
            lineBreak();
        }
        if (plain && !(column == 0 && TextEncoding.isFromLine(text, at))) {
            block[count++] = octet;
            column++;
        } else {
            block[count++] = '=';
            block[count++] = HEX[octet >> 4 & 0xF];
            block[count++] = HEX[octet & 0xF];
            column += 3;
        }
    }

    private static boolean isLast(byte[] text, int at) {
        return at + 1 == text.length || text[at + 1] == '\r';
    }

    private void lineBreak() {
        block[count++] = '\r';
        block[count++] = '\n';
        column = 0;
    }

    private void flush() throws IOException {
        out.write(block, 0, count);
        count = 0;
    }
}
