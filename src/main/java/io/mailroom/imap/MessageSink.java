package io.mailroom.imap;

/** Receives messages as they arrive, in the server's order. While it works, the server waits. Each message ends in exactly one call. */
public interface MessageSink {

    /** The message. It is the receiver's to close from here on, even if this method throws. */
    void accept(MessageInfo message, RawMessage raw);

    /** The message has been removed from the mailbox meanwhile. */
    void gone(MessageInfo message);

    /** The server cannot, or will not, hand out this message; the others go on. */
    void unreadable(MessageInfo message, ImapException cause);
}
