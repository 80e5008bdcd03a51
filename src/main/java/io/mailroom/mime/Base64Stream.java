package io.mailroom.mime;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Base64;

/**
 * Base64 (RFC 2045 section 6.8).
 *
 * <p>Lines are joined into blocks for the JDK's decoder, which uses vector instructions and is strict. A block it refuses
 * is cleaned of everything that is not base64 first. Padding ends the content: what follows it are footers.
 */
final class Base64Stream extends DecodingStream {

    private static final int BLOCK = 8192;
    private static final boolean[] ALPHABET = new boolean[256];

    static {
        for (char c : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".toCharArray()) {
            ALPHABET[c] = true;
        }
    }

    private final byte[] chars = new byte[BLOCK];
    private final byte[] decoded = new byte[BLOCK / 4 * 3];
    private int length;
    private boolean dirty;
    private boolean padded;

    Base64Stream(InputStream source) {
        super(source);
    }

    static boolean isBase64(char c) {
        return c < ALPHABET.length && ALPHABET[c];
    }

    @Override
    void decodeBlock() throws IOException {
        int count = 0;
        boolean more = true;
        while (count == 0 && more && !padded) {
            more = gather();
            count = dirty ? decodeDirty(!more) : decodeClean(!more);
        }
        if (count > 0) {
            deliver(decoded, count);
        }
    }

    /** Fills {@code chars} with whole lines, or pieces of them, less their line breaks; false at the end of the source. */
    private boolean gather() throws IOException {
        while (length < BLOCK) {
            if (!fill(1)) {
                return false;
            }
            var input = input();
            int from = next();
            int to = Math.min(end(), from + BLOCK - length);
            int lineFeed = Octets.lineFeed(input, from, to);
            // A CR here is half of a line break, even where its LF is in the next piece.
            int count = lineFeed > from && input[lineFeed - 1] == '\r' ? lineFeed - 1 - from : lineFeed - from;
            System.arraycopy(input, from, chars, length, count);
            length += count;
            skip(lineFeed < to ? lineFeed + 1 - from : lineFeed - from);
        }
        return true;
    }

    private int decodeClean(boolean last) {
        try {
            int count = Base64.getDecoder().decode(length == BLOCK ? chars : Arrays.copyOf(chars, length), decoded);
            padded = length > 0 && chars[length - 1] == '=';
            length = 0;
            return count;
        } catch (IllegalArgumentException dirt) {
            dirty = true;
            return decodeDirty(last);
        }
    }

    private int decodeDirty(boolean last) {
        int kept = 0;
        for (int i = 0; i < length && !padded; i++) {
            if (ALPHABET[chars[i] & 0xFF]) {
                chars[kept++] = chars[i];
            } else {
                // Padding where there is nothing to pad is as much junk as anything else.
                padded = chars[i] == '=' && (kept & 3) >= 2;
            }
        }
        int whole = kept & ~3;
        if ((last || padded) && kept - whole >= 2) {
            whole = kept;
        }
        int count = Base64.getDecoder().decode(Arrays.copyOf(chars, whole), decoded);
        length = last || padded ? 0 : kept - whole;
        System.arraycopy(chars, whole, chars, 0, length);
        return count;
    }
}
