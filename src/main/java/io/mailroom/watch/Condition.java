package io.mailroom.watch;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A state with its reason. */
record Condition(WatchState state, Instant since, @Nullable String error) {

    boolean isLike(Condition other) {
        return state == other.state && java.util.Objects.equals(error, other.error);
    }
}
