package io.mailroom.smtp;

import java.util.List;

/**
 * From whom and to whom a message travels (RFC 5321 section 2.3.1), whatever its header says.
 *
 * @param reversePath where non-delivery is reported; empty for none
 * @param recipients all of them: To, Cc and Bcc
 */
public record Envelope(String reversePath, List<String> recipients) {

    public Envelope {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("an envelope without recipients");
        }
    }
}
