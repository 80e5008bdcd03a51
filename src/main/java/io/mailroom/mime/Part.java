package io.mailroom.mime;

import org.jspecify.annotations.Nullable;

/**
 * A leaf of a message: what it is, and where its encoded octets lie in the raw message.
 *
 * @param path its section number as IMAP counts (RFC 9051 section 6.4.5.1), such as {@code 1.2}
 * @param name safe as a file name; always there for an attachment
 * @param contentType type and subtype in lower case
 * @param charset as the message has it, unknown ones included
 * @param offset of the first encoded octet in the raw message
 * @param length of the encoded octets; the line break before a boundary belongs to the boundary
 * @param size of the decoded octets
 * @param sha256 of the decoded octets
 * @param contentId without its angle brackets
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
        @Nullable String contentId) {

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

    /** How the lines of a text part were broken (RFC 3676). */
    public enum Flow {
        FIXED,
        FLOWED,
        /** Flowed, and the space at a soft break is not part of the text. */
        FLOWED_DELSP
    }
}
