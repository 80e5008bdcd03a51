package io.mailroom.mime;

import java.io.InputStream;

/** From the encoded octets of a part to its content (RFC 2045 section 6); lenient, and in constant memory. */
public final class PartDecoder {

    private PartDecoder() {}

    /** Closing the returned stream closes {@code span}. */
    public static InputStream decode(InputStream span, TransferEncoding encoding) {
        return switch (encoding) {
            case IDENTITY -> span;
            case BASE64 -> new Base64Stream(span);
            case QUOTED_PRINTABLE -> new QuotedPrintableStream(span);
            case UUENCODE -> new UuStream(span);
        };
    }
}
