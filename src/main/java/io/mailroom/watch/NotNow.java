package io.mailroom.watch;

import io.mailroom.health.State;
import io.mailroom.health.Turn;
import java.time.Instant;
import java.util.Optional;

/** The connection may not be tried at this moment. Not a failure of this attempt: there was none. */
final class NotNow extends RuntimeException {

    private final Turn.Later later;

    NotNow(Turn.Later later) {
        super(later.reason(), null, false, false);
        this.later = later;
    }

    /** Empty when the settings have to change first, with which the watch begins anew. */
    Optional<Instant> at() {
        return later.at();
    }

    /** Whether something is wrong, or others are just finding out. */
    boolean isTrouble() {
        return later.state() != State.UNKNOWN;
    }
}
