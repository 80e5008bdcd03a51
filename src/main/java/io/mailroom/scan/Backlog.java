package io.mailroom.scan;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many mails the runs of this replica still have before them, as far as they have counted: for whoever watches one.
 * Nothing depends on it, so it is kept in memory only. Any thread.
 */
@ApplicationScoped
class Backlog {

    private final Map<UUID, Map<String, Long>> left = new ConcurrentHashMap<>();

    /** What a run has found to look at in a mailbox. */
    void found(UUID task, String mailbox, long mails) {
        left.computeIfAbsent(task, id -> new ConcurrentHashMap<>()).put(mailbox, mails);
    }

    /** That many of them are dealt with. */
    void dealtWith(UUID task, String mailbox, long mails) {
        var ofTask = left.get(task);
        if (ofTask != null) {
            ofTask.computeIfPresent(mailbox, (name, before) -> Math.max(0, before - mails));
        }
    }

    void forget(UUID task) {
        left.remove(task);
    }

    /** Empty where nobody counts here: no run of it, one that has only begun, or one of another replica. */
    OptionalLong of(UUID task) {
        var ofTask = left.get(task);
        return ofTask == null || ofTask.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(
                        ofTask.values().stream().mapToLong(Long::longValue).sum());
    }
}
