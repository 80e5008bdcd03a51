package io.mailroom.webhook;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Who may call receivers at the same time: so many, and not all of them for one collective. */
public class Places {

    private final int perCollective;
    private final Map<UUID, Integer> taken = new HashMap<>();
    private int free;

    public Places(int most, int perCollective) {
        this.perCollective = perCollective;
        this.free = most;
    }

    /** @return whether there was one, without waiting; it is to be left again */
    public synchronized boolean take(UUID collective) {
        if (free == 0 || taken.getOrDefault(collective, 0) >= perCollective) {
            return false;
        }
        free--;
        taken.merge(collective, 1, Integer::sum);
        return true;
    }

    public synchronized void leave(UUID collective) {
        taken.computeIfPresent(collective, (who, places) -> places == 1 ? null : places - 1);
        free++;
    }
}
