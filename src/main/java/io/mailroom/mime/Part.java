package io.mailroom.mime;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A leaf of a message: what it is, and where its encoded octets lie in the raw message.
 *
 * @param path its section number as IMAP counts (RFC 9051 section 6.4.5.1), such as {@code 1.2}; where it was unwrapped,
 *     that of what it was wrapped in
 * @param name safe as a file name; always there for an attachment
 * @param contentType type and subtype in lower case
 * @param charset as the message has it, unknown ones included
 * @param offset of the first encoded octet in the raw message, or in what was unwrapped
 * @param length of the encoded octets; the line break before a boundary belongs to the boundary
 * @param size of the decoded octets
 * @param sha256 of the decoded octets
 * @param contentId without its angle brackets
 * @param source what it is a span of; null for the raw message
 */
public record Part(
        Kind kind,
        String path,
        @Nullable String name,
        String contentType,
        @Nullable String charset,
        Flow flow,
        TransferEncoding encoding,
        long offset,
        long length,
        long size,
        byte[] sha256,
        @Nullable String contentId,
        @Nullable Unwrapped source) {

    private static final Set<String> SIGNATURES =
            Set.of("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature");

    /** Where a part is shown. */
    public enum Kind {
        /** A body part of the text view only: the plain alternative of an HTML part. */
        TEXT,
        /** A body part of the HTML view only. */
        HTML,
        /** A body part of both views. */
        BODY,
        ATTACHMENT
    }

    /** Whether it only says who wrote the message, and is no document that anybody sent. */
    public boolean isSignature() {
        return SIGNATURES.contains(contentType);
    }

    /** How the lines of a text part were broken (RFC 3676). */
    public enum Flow {
        FIXED,
        FLOWED,
        /** Flowed, and the space at a soft break is not part of the text. */
        FLOWED_DELSP
    }
}
