package io.mailroom.health;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** How a connection is doing, from good to bad. */
public enum State {
    /** It was not used yet, or not since its settings changed. */
    UNKNOWN,
    OK,
    /** It fails, and is tried again by itself. */
    DEGRADED,
    /** Its owner has to authorise us again. */
    NEEDS_REAUTH,
    /** It fails for good: its owner has to change something, here or at the provider. */
    BLOCKED;

    /** For example {@code needs-reauth}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static State of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** What a client wrote, if it is one of the words. */
    static Optional<State> read(String word) {
        return Stream.of(values()).filter(state -> state.word().equals(word)).findFirst();
    }

    /** Whether somebody may want to hear of it. */
    boolean isTrouble() {
        return this == DEGRADED || isOver();
    }

    /** Whether it does not get better by itself. */
    boolean isOver() {
        return this == NEEDS_REAUTH || this == BLOCKED;
    }
}
