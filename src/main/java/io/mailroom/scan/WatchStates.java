package io.mailroom.scan;

import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.UUID;

/** Implemented by the room that watches mailboxes, which knows of us while we know nothing of it. */
public interface WatchStates {

    /** The watches over an account's tasks, by task. Within the caller's session. */
    Uni<Map<UUID, WatchView>> of(UUID account);
}
