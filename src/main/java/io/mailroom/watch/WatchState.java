package io.mailroom.watch;

import java.util.Locale;

/** How a watch is doing; of several, the later one here is what counts. */
enum WatchState {
    /** The server tells us. */
    WATCHING,
    /** The server cannot tell, so we ask. */
    POLLING,
    CONNECTING,
    /** It is tried again, but somebody may want to know. */
    FAILED;

    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
