package io.mailroom.item;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an item says of itself, for whoever takes it over.
 *
 * @param date of the mail, where it has one
 * @param from of the mail, as it stands in its header but decoded, and so is {@code to}
 * @param released whether what it was made of is here no more, see {@link ItemRelease}
 */
public record ItemFacts(
        UUID id,
        String name,
        Direction direction,
        Instant created,
        @Nullable Instant date,
        @Nullable String from,
        @Nullable String to,
        @Nullable String messageId,
        @Nullable String language,
        List<String> tags,
        boolean released) {

    static ItemFacts of(StoredItem item) {
        var mail = item.mail();
        return new ItemFacts(
                item.id(),
                item.name(),
                item.direction(),
                item.created(),
                item.date(),
                mail == null ? null : mail.from(),
                mail == null ? null : mail.to(),
                mail == null ? null : mail.messageId(),
                item.language(),
                item.tags(),
                item.released());
    }
}
