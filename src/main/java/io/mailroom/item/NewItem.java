package io.mailroom.item;

import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An item row that is about to be written. */
record NewItem(
        UUID id,
        String name,
        Direction direction,
        Instant created,
        @Nullable Instant date,
        int attachmentCount,
        long size,
        @Nullable Mail mail) {

    /** What a search looks into, in lower case. */
    String searched() {
        return (mail == null
                        ? Stream.of(name)
                        : Stream.of(name, mail.from(), mail.to(), mail.cc()).filter(Objects::nonNull))
                .collect(Collectors.joining("\n"))
                .toLowerCase(Locale.ROOT);
    }

    /** The columns of an item that was a mail. */
    record Mail(
            byte[] rawHash,
            String rawName,
            @Nullable String messageId,
            @Nullable String from,
            @Nullable String to,
            @Nullable String cc,
            String subject,
            @Nullable Instant date,
            byte[] fingerprint,
            boolean reusedMessageId,
            @Nullable String problem) {}
}
