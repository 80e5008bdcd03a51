package io.mailroom.item;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which items are wanted; what is empty or null leaves none out.
 *
 * @param text a part of name, From, To or Cc, in any case
 * @param from by the date of the mail, where it has one, else by when it came in
 * @param until the same; without this moment itself
 * @param attached whether something has to be attached
 * @param reports whether it has to report on the delivery of a mail that was sent here
 */
record ItemFilter(
        String text,
        @Nullable Instant from,
        @Nullable Instant until,
        @Nullable String tag,
        @Nullable String source,
        @Nullable Direction direction,
        boolean attached,
        boolean reports) {

    /** Who looks for a time expects the mails in the order of theirs, and not of when they came here. */
    boolean byDate() {
        return from != null || until != null;
    }

    static ItemFilter of(String text) {
        return new ItemFilter(text, null, null, null, null, null, false, false);
    }
}
