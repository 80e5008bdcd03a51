package io.mailroom.item;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An item in short, to be told of by another room.
 *
 * @param date of the mail, where it has one
 * @param from of the mail, as it stands in its header but decoded
 */
public record ItemSummary(
        UUID id,
        String name,
        Instant created,
        @Nullable Instant date,
        @Nullable String from) {}
