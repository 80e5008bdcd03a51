package io.mailroom.smtp;

import java.io.IOException;
import java.io.OutputStream;

/** A finished message (RFC 5322) that is sent as it is: no header is added, changed or taken out. */
public interface MessageSource {

    /** Writes all of it. Line ends become CRLF on the way. */
    void writeTo(OutputStream out) throws IOException;

    /** Its size in bytes with CRLF line ends. */
    long size();
}
