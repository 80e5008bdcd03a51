package io.mailroom.send;

import java.util.Locale;

/** Where a mail as a whole stands. */
enum MailStatus {
    /** Accepted, and no server has heard of it. */
    QUEUED,
    /** On its way to the server in this moment. */
    SENDING,
    /** The server took it, for one recipient at least. */
    SENT,
    /** No server took it, and none will be asked again. */
    FAILED,
    /** It may have been taken: the connection or we ourselves broke down at the wrong moment. */
    UNKNOWN;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
