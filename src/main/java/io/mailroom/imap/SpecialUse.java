package io.mailroom.imap;

import java.util.List;
import java.util.Optional;

/**
 * What the server says a mailbox is for (RFC 6154, RFC 8457), also in the words of XLIST, which came before. Nothing is
 * guessed from names, {@code INBOX} aside.
 */
public enum SpecialUse {
    INBOX("\\Inbox"),
    SENT("\\Sent"),
    TRASH("\\Trash"),
    DRAFTS("\\Drafts"),
    JUNK("\\Junk", "\\Spam"),
    ARCHIVE("\\Archive"),
    ALL("\\All", "\\AllMail"),
    FLAGGED("\\Flagged", "\\Starred"),
    IMPORTANT("\\Important");

    private final List<String> attributes;

    SpecialUse(String... attributes) {
        this.attributes = List.of(attributes);
    }

    public static Optional<SpecialUse> of(MailboxInfo mailbox) {
        if (ImapClient.inbox(mailbox.name()).equals("INBOX")) {
            return Optional.of(INBOX);
        }
        for (var use : values()) {
            if (use.attributes.stream().anyMatch(mailbox::has)) {
                return Optional.of(use);
            }
        }
        return Optional.empty();
    }
}
