package io.mailroom.mime;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Base64;

/** Writes content as base64 in lines of 76 (RFC 2045 section 6.8), a block at a time, as the JDK is fast with those. */
final class Base64Lines {

    /** Makes whole lines: 57 octets are 76 characters. */
    private static final int BLOCK = 57 * 144;

    private static final byte[] LINE_BREAK = {'\r', '\n'};

    private Base64Lines() {}

    /** No line break follows the last line. */
    static void write(InputStream content, OutputStream out) throws IOException {
        var block = new byte[BLOCK];
        var encoded = new byte[BLOCK / 57 * 78];
        var encoder = Base64.getMimeEncoder();
        int read = content.readNBytes(block, 0, BLOCK);
        for (boolean first = true; read > 0; first = false) {
            if (!first) {
                out.write(LINE_BREAK);
            }
            var whole = read == BLOCK ? block : Arrays.copyOf(block, read);
            out.write(encoded, 0, encoder.encode(whole, encoded));
            read = read < BLOCK ? 0 : content.readNBytes(block, 0, BLOCK);
        }
    }
}
