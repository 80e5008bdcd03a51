package io.mailroom.outbox;

import java.util.Locale;
import java.util.Set;

/** Where a mail as a whole stands. */
public enum MailStatus {
    /** Accepted; no server has it, or some recipients are to be tried again. */
    QUEUED,
    /** On its way to the server in this moment, and maybe there already. */
    SENDING,
    /** A server took it, for one recipient at least, and the others are settled. */
    SENT,
    /** No server took it, and none will be asked again. */
    FAILED,
    /** It may have been taken: the connection or we ourselves broke down at the wrong moment. */
    UNKNOWN,
    /** Called off before any server had it. */
    CANCELLED;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Of a mail whose recipients are in these states. */
    static MailStatus of(Set<RecipientState> recipients) {
        if (recipients.contains(RecipientState.QUEUED) || recipients.contains(RecipientState.DEFERRED)) {
            return QUEUED;
        }
        if (recipients.contains(RecipientState.UNKNOWN)) {
            return UNKNOWN;
        }
        return recipients.contains(RecipientState.SENT) ? SENT : FAILED;
    }
}
