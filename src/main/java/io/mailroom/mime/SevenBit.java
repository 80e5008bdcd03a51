package io.mailroom.mime;

import java.io.IOException;

/** Whether content may travel as 7bit (RFC 2045 section 2.7) and still arrive as it was. */
final class SevenBit {

    private static final int LONGEST_LINE = 998;

    private SevenBit() {}

    static boolean isFit(StreamSource source) throws IOException {
        try (var in = source.open()) {
            var buffer = new byte[8192];
            int line = 0;
            boolean afterCr = false;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                for (int i = 0; i < read; i++) {
                    byte octet = buffer[i];
                    if (octet <= 0 || (octet == '\n') != afterCr) {
                        return false;
                    }
                    afterCr = octet == '\r';
                    line = octet == '\n' ? 0 : afterCr ? line : line + 1;
                    if (line > LONGEST_LINE) {
                        return false;
                    }
                }
            }
            return !afterCr;
        }
    }
}
