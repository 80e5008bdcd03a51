package io.mailroom.item;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What became of a mail. */
public sealed interface Outcome {

    /** @param reusedMessageId whether another mail with this Message-ID was there before */
    record Imported(UUID item, boolean reusedMessageId) implements Outcome {}

    /** @param item what it already is; null where that has been deleted */
    record Duplicate(@Nullable UUID item) implements Outcome {}
}
