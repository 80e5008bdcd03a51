package io.mailroom.mime;

import java.util.Locale;

/** How the octets of a part were made fit for mail (RFC 2045 section 6). */
public enum TransferEncoding {
    /** 7bit, 8bit, binary, and whatever nobody knows: the octets are what they are. */
    IDENTITY,
    BASE64,
    QUOTED_PRINTABLE,
    /** x-uuencode: never standardised, still met. */
    UUENCODE;

    static TransferEncoding of(String value) {
        return switch (value.strip().toLowerCase(Locale.ROOT)) {
            case "base64" -> BASE64;
            case "quoted-printable" -> QUOTED_PRINTABLE;
            case "x-uuencode", "uuencode", "x-uue", "uue" -> UUENCODE;
            default -> IDENTITY;
        };
    }
}
