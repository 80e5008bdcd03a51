package io.mailroom.imap;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a mailbox says of a message without showing it.
 *
 * @param uid its UID, to be read with the UIDVALIDITY of the mailbox it came from
 * @param size as announced (RFC822.SIZE): a hint, servers get it wrong in both directions
 * @param internalDate when it arrived; absent if the server's date makes no sense
 * @param flags system flags and keywords as sent, for example {@code \Seen}
 */
public record MessageInfo(long uid, long size, @Nullable Instant internalDate, Set<String> flags) {

    /** Also where it is not known when. */
    public boolean arrivedSince(Instant time) {
        return internalDate == null || !internalDate.isBefore(time);
    }
}
