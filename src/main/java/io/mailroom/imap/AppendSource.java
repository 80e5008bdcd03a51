package io.mailroom.imap;

import java.io.IOException;
import java.io.OutputStream;

/** A message that is to be added to a mailbox, with CRLF at the end of every line. */
public interface AppendSource {

    /** In octets: exactly what {@link #writeTo} writes. */
    long size();

    /** Throws to take it back: the server then has nothing of it. */
    void writeTo(OutputStream out) throws IOException;
}
