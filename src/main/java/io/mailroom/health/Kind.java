package io.mailroom.health;

import java.util.Locale;

/** What kind of settings a connection is made of. */
public enum Kind {
    IMAP,
    SMTP;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
