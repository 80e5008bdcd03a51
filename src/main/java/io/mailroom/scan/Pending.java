package io.mailroom.scan;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which mails of a mailbox are under way, and so how far its cursor may move: below the first of them. */
final class Pending {

    private final TreeSet<Long> open = new TreeSet<>();
    private long end;

    /**
     * Before mails are fetched.
     *
     * @param upTo when all that were expected have been dealt with, so has every mail up to here
     */
    synchronized void expect(long[] uids, long upTo) {
        for (long uid : uids) {
            open.add(uid);
        }
        end = Math.max(end, upTo);
    }

    /** The highest UID below which nothing is under way once these are committed. */
    synchronized long lastUid(List<Handled> committing) {
        Set<Long> now = new HashSet<>();
        committing.forEach(mail -> now.add(mail.uid()));
        for (long uid : open) {
            if (!now.contains(uid)) {
                return uid - 1;
            }
        }
        return end;
    }

    synchronized void done(List<Handled> committed) {
        committed.forEach(mail -> open.remove(mail.uid()));
    }
}
