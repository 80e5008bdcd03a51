package io.mailroom.imap;

import java.util.List;
import java.util.Set;
import org.eclipse.angus.mail.imap.protocol.ListInfo;

/**
 * A mailbox as LIST names it (RFC 9051 section 7.3.1).
 *
 * @param name decoded, with the server's own separator
 * @param separator between the levels of this name
 * @param attributes as sent, for example {@code \Sent} or {@code \HasChildren}
 */
public record MailboxInfo(String name, char separator, Set<String> attributes) {

    static MailboxInfo of(ListInfo listed) {
        return new MailboxInfo(listed.name, listed.separator, Set.copyOf(List.of(listed.attrs)));
    }

    /** Whether it can be opened; some names are only there to hold others. */
    public boolean selectable() {
        return !has("\\Noselect") && !has("\\NonExistent");
    }

    /** Asks for an attribute in any case, for example {@code \Trash} (RFC 6154). */
    public boolean has(String attribute) {
        return attributes.stream().anyMatch(attribute::equalsIgnoreCase);
    }
}
