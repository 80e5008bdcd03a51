package io.mailroom.mime;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The header of a message, decoded (RFC 5322 section 3.6).
 *
 * @param messageId without its angle brackets; null where there is none, or an empty one
 * @param subject unfolded, without control characters; empty where there is none
 * @param date null where there is none, or none that can be read
 * @param references Message-IDs without brackets, oldest first
 * @param roundtrip what says that the service itself has sent it, as a test; anybody can write that, so it is to be verified
 */
public record MessageHeader(
        @Nullable String messageId,
        String subject,
        List<Address> from,
        @Nullable Address sender,
        List<Address> replyTo,
        List<Address> to,
        List<Address> cc,
        @Nullable Instant date,
        @Nullable String inReplyTo,
        List<String> references,
        @Nullable String roundtrip) {}
