package io.mailroom.handover;

import io.mailroom.item.ItemFacts;
import io.mailroom.item.ItemFile;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An item as one destination is given it.
 *
 * @param key the idempotency key
 * @param files those that it wants, read when they are sent
 * @param progress what the attempt before this one has left
 */
record Parcel(
        UUID key,
        ItemFacts item,
        List<ItemFile> files,
        @Nullable String progress,
        Instant created,
        int attempts) {

    /** Of the mail, or else when it came in. */
    Instant date() {
        return Objects.requireNonNullElse(item.date(), item.created());
    }
}
