package io.mailroom.mime;

import java.io.IOException;
import java.io.InputStream;

/** Uuencode, as POSIX describes it: a "begin" line, lines that start with their length, an "end" line. */
final class UuStream extends DecodingStream {

    /** 45 octets make 60 characters; some encoders write longer lines, none longer than the length character allows. */
    private static final int LONGEST_LINE = 1 + 84;

    private final byte[] line = new byte[LONGEST_LINE];
    private final byte[] decoded = new byte[63];
    private int length;
    private boolean begun;
    private boolean done;

    UuStream(InputStream source) {
        super(source);
    }

    @Override
    void decodeBlock() throws IOException {
        while (!done && readLine()) {
            if (length >= 6 && startsWith("begin ")) {
                begun = true;
            } else if (begun && length == 3 && startsWith("end")) {
                done = true;
            } else if (begun && length > 1) {
                int count = decodeLine();
                if (count > 0) {
                    deliver(decoded, count);
                    return;
                }
            }
        }
    }

    private boolean readLine() throws IOException {
        length = 0;
        if (!fill(1)) {
            return false;
        }
        while (fill(1) && peek(0) != '\n' && peek(0) != '\r') {
            if (length < line.length) {
                line[length++] = (byte) peek(0);
            }
            skip(1);
        }
        skip(1);
        return true;
    }

    private boolean startsWith(String what) {
        for (int i = 0; i < what.length(); i++) {
            if (line[i] != what.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int decodeLine() {
        int count = sextet(0);
        for (int octet = 0; octet < count; octet++) {
            int at = 1 + octet / 3 * 4 + octet % 3;
            int shift = 2 * (octet % 3 + 1);
            decoded[octet] = (byte) (sextet(at) << shift | sextet(at + 1) >> 6 - shift);
        }
        return count;
    }

    /** Blanks that were lost at the end of a line were zeros. */
    private int sextet(int at) {
        return at < length ? line[at] - ' ' & 0x3F : 0;
    }
}
