package io.mailroom.smtp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * From whom and to whom a message travels (RFC 5321 section 2.3.1), whatever its header says.
 *
 * @param reversePath where non-delivery is reported; empty for none
 * @param recipients all of them: To, Cc and Bcc
 * @param international whether the message's header takes SMTPUTF8, whatever these addresses are (RFC 6532)
 * @param dsn what is to be reported; null leaves that to the server
 */
public record Envelope(
        String reversePath,
        List<String> recipients,
        boolean international,
        @Nullable Dsn dsn) {

    public Envelope {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("an envelope without recipients");
        }
    }

    /** With what the server reports by itself. */
    public Envelope(String reversePath, List<String> recipients) {
        this(reversePath, recipients, false, null);
    }
}
