package io.mailroom.mime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** How text is made fit for any transport (RFC 2045 section 6), with no more of it encoded than has to be. */
enum TextEncoding {
    SEVEN_BIT("7bit") {
        @Override
        void write(byte[] text, OutputStream out) throws IOException {
            out.write(text);
        }
    },

    QUOTED_PRINTABLE("quoted-printable") {
        @Override
        void write(byte[] text, OutputStream out) throws IOException {
            new QuotedPrintableWriter(out).write(text);
        }
    },

    BASE64("base64") {
        @Override
        void write(byte[] text, OutputStream out) throws IOException {
            Base64Lines.write(new ByteArrayInputStream(text), out);
        }
    };

    /** RFC 5322 section 2.1.1. */
    private static final int LONGEST_LINE = 998;

    private static final byte[] FROM = "From ".getBytes(StandardCharsets.US_ASCII);

    private final String value;

    TextEncoding(String value) {
        this.value = value;
    }

    /** The one that keeps the text readable as it stands, if there is one that does. */
    static TextEncoding of(byte[] canonical) {
        int encoded = 0;
        boolean fragile = false;
        int start = 0;
        for (int i = 0; i < canonical.length; i++) {
            byte octet = canonical[i];
            if (octet == '\n') {
                fragile |= isFragile(canonical, start, i - 1);
                start = i + 1;
            } else if (octet < ' ' && octet != '\t' && octet != '\r' || octet == 0x7F) {
                encoded++;
            }
        }
        fragile |= isFragile(canonical, start, canonical.length);
        if (encoded == 0 && !fragile) {
            return SEVEN_BIT;
        }
        return encoded < canonical.length - encoded ? QUOTED_PRINTABLE : BASE64;
    }

    /** Whether something on the way is known to change such a line (RFC 2049 section 3), or may refuse it. */
    private static boolean isFragile(byte[] text, int start, int end) {
        return end - start > LONGEST_LINE || end > start && isBlank(text[end - 1]) || isFromLine(text, start);
    }

    static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    /** Mailboxes that are one file begin a message with it, and so put a ">" in front of it elsewhere. */
    static boolean isFromLine(byte[] text, int start) {
        return text.length - start >= FROM.length
                && text[start] == 'F'
                && Arrays.equals(text, start, start + FROM.length, FROM, 0, FROM.length);
    }

    String value() {
        return value;
    }

    /** @param text with CRLF for a line break */
    abstract void write(byte[] text, OutputStream out) throws IOException;
}
