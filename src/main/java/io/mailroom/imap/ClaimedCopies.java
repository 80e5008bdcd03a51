package io.mailroom.imap;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which messages of a move's target stand for a message already. Kept by whoever moves, for as long as it looks for what an
 * earlier move has copied: a copy stands for one message, and what was moved since the first look stands for none.
 */
public final class ClaimedCopies {

    private record Target(String name, long uidValidity) {}

    private record Copies(long uidNext, Set<Long> claimed) {}

    private final Map<Target, Copies> targets = new HashMap<>();

    boolean isFree(Mailbox target, long uid) {
        var copies = copies(target);
        return uid < copies.uidNext() && !copies.claimed().contains(uid);
    }

    void claim(Mailbox target, long uid) {
        copies(target).claimed().add(uid);
    }

    private Copies copies(Mailbox target) {
        long uidNext = target.uidNext() < 0 ? Long.MAX_VALUE : target.uidNext();
        return targets.computeIfAbsent(
                new Target(target.name(), target.uidValidity()), any -> new Copies(uidNext, new HashSet<>()));
    }
}
