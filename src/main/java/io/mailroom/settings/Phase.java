package io.mailroom.settings;

import java.util.Locale;

/** A step of a test, in the words of the wire. */
enum Phase {
    DNS,
    TCP,
    TLS,
    GREETING,
    CAPABILITIES,
    AUTHENTICATION,
    /** EXAMINE of INBOX (RFC 9051 section 6.3.3): like SELECT, and nothing can change. */
    INBOX,
    /** MAIL FROM, and RSET (RFC 5321 section 4.1.1): nothing is sent. */
    SENDER,

    IMAP_LOGIN,
    SMTP_LOGIN,
    SUBMISSION,
    ARRIVAL,
    REMOVAL;

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
