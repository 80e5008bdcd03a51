package io.mailroom.mime;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a message is to say. Blind copies are not here: they belong to the envelope only.
 *
 * @param messageId without angle brackets, see {@link MessageId}
 */
public record Draft(
        Address from,
        @Nullable Address replyTo,
        List<Address> to,
        List<Address> cc,
        String subject,
        String text,
        List<Attachment> attachments,
        String messageId,
        Instant date) {}
