package io.mailroom.imap;

/** How far a removal went. */
public enum Removal {
    /** The messages are no longer in the mailbox. */
    REMOVED,
    /**
     * The server cannot expunge single messages (no UIDPLUS, RFC 4315), so they are only flagged {@code \Deleted}; a plain
     * EXPUNGE would take what others have flagged along.
     */
    FLAGGED
}
