package io.mailroom.send;

import java.util.Locale;

/** Where a mail stands for one recipient. */
enum RecipientState {
    QUEUED,
    /** The server has taken responsibility for delivering it. */
    SENT,
    /** Refused for now; it is tried again. */
    DEFERRED,
    /** Refused, and not tried again. */
    FAILED,
    /** It may have been taken. */
    UNKNOWN;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
