package io.mailroom.outbox;

import java.util.Locale;

/** Where a mail stands for one recipient. */
public enum RecipientState {
    QUEUED,
    /** The server has taken responsibility for delivering it. */
    SENT,
    /** Refused for now; it is tried again. */
    DEFERRED,
    /** Refused, and not tried again. */
    FAILED,
    /** It may have been taken. */
    UNKNOWN;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static RecipientState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
