package io.mailroom.mime;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a message is to say. Blind copies are not here: they belong to the envelope only.
 *
 * @param subject marks that turn the direction of text are left out of it; those of single characters, which right-to-left
 *     scripts need, stay
 * @param messageId without angle brackets, see {@link MessageId}
 */
public record Draft(
        Address from,
        @Nullable Address replyTo,
        List<Address> to,
        List<Address> cc,
        String subject,
        DraftBody body,
        List<Attachment> attachments,
        ThreadLinks thread,
        String messageId,
        Instant date) {

    public Draft {
        subject = HeaderText.unturned(subject);
    }

    /** Of plain text, and the first of its thread. */
    public Draft(
            Address from,
            @Nullable Address replyTo,
            List<Address> to,
            List<Address> cc,
            String subject,
            String text,
            List<Attachment> attachments,
            String messageId,
            Instant date) {
        this(from, replyTo, to, cc, subject, new DraftBody(text, null), attachments, ThreadLinks.NONE, messageId, date);
    }

    public String text() {
        return body.text();
    }

    /** Whether it takes SMTPUTF8 to send it, as an address in its header is not all ASCII (RFC 6532). */
    public boolean international() {
        return Stream.of(List.of(from), replyTo == null ? List.<Address>of() : List.of(replyTo), to, cc)
                .flatMap(List::stream)
                .anyMatch(Address::international);
    }
}
