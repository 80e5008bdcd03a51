package io.mailroom.scan;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of one mail, as the ledger keeps it.
 *
 * @param action what is still to be done to it on the server
 * @param detail which filter, or why it failed
 * @param bytes fetched
 */
record Handled(
        long uid,
        Outcome outcome,
        @Nullable UUID item,
        @Nullable String action,
        @Nullable String detail,
        long bytes) {

    enum Outcome {
        IMPORTED,
        DUPLICATE,
        FILTERED,
        /** Could not be fetched or stored; tried again. */
        FAILED,
        /** Left the mailbox before we got it; no part of a run's numbers. */
        GONE
    }

    static Handled filtered(long uid, Rule by, Action action, long bytes) {
        return new Handled(uid, Outcome.FILTERED, null, action.noted(), by.setting(), bytes);
    }

    static Handled failed(long uid, String why) {
        return new Handled(uid, Outcome.FAILED, null, null, why, 0);
    }

    static Handled gone(long uid) {
        return new Handled(uid, Outcome.GONE, null, null, null, 0);
    }

    Tally tally() {
        return switch (outcome) {
            case IMPORTED -> new Tally(1, 0, 0, 0, bytes);
            case DUPLICATE -> new Tally(0, 1, 0, 0, bytes);
            case FILTERED -> new Tally(0, 0, 1, 0, bytes);
            case FAILED -> new Tally(0, 0, 0, 1, bytes);
            case GONE -> Tally.NOTHING;
        };
    }
}
