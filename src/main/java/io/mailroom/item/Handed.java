package io.mailroom.item;

import io.quarkus.qute.TemplateData;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where an item was, or is to be, handed over to, as its page shows it.
 *
 * @param chip how it looks, and {@code word} what it says
 * @param detail what came of the last attempt
 * @param next when it is tried again, in epoch milliseconds
 * @param link where it can be looked at there
 * @param open whether it may still be tried again
 */
@TemplateData
public record Handed(
        UUID id,
        String destination,
        String kind,
        String chip,
        String word,
        int attempts,
        @Nullable String detail,
        @Nullable Long next,
        @Nullable String link,
        boolean open) {}
