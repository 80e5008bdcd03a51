package io.mailroom.imap;

import java.nio.ByteBuffer;

/** Receives header sections as they arrive, in the server's order. Each UID ends in exactly one call. */
public interface HeaderSink {

    /** The header section as sent, up to and including the empty line. */
    void accept(long uid, ByteBuffer header);

    /** The message has been removed from the mailbox meanwhile. */
    void gone(long uid);

    /** The server cannot, or will not, hand out this header. */
    void unreadable(long uid, ImapException cause);
}
