package io.mailroom.item;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An item row. */
record StoredItem(
        UUID id,
        String name,
        Direction direction,
        String source,
        String state,
        Instant created,
        Instant updated,
        @Nullable Instant date,
        @Nullable String folder,
        @Nullable String language,
        List<String> tags,
        int attachmentCount,
        long size,
        @Nullable Mail mail) {

    /** What its mail says of itself. */
    record Mail(
            String rawName,
            @Nullable String messageId,
            @Nullable String from,
            @Nullable String to,
            @Nullable String cc,
            String subject,
            @Nullable Instant date,
            boolean reusedMessageId,
            @Nullable String problem,
            @Nullable Instant originalGone) {

        /** Whether the message is there as it came. */
        boolean original() {
            return originalGone == null;
        }
    }

    /** The date of its mail; where it has none, when it came in. */
    Instant when() {
        return date == null ? created : date;
    }

    /** Whether what it was made of is here no more. */
    public boolean released() {
        return state.equals(ItemRelease.STATE);
    }

    static StoredItem of(Row row) {
        Buffer raw = row.getBuffer("raw_hash");
        var gone = row.getOffsetDateTime("original_gone");
        return new StoredItem(
                row.getUUID("id"),
                row.getString("name"),
                Direction.of(row.getString("direction")),
                row.getString("source"),
                row.getString("state"),
                row.getOffsetDateTime("created").toInstant(),
                row.getOffsetDateTime("updated").toInstant(),
                instant(row.getOffsetDateTime("item_date")),
                row.getString("folder"),
                row.getString("language"),
                List.of(row.getArrayOfStrings("tags")),
                row.getInteger("attachment_count"),
                row.getLong("size"),
                raw == null && gone == null ? null : mail(row));
    }

    private static Mail mail(Row row) {
        return new Mail(
                row.getString("raw_name"),
                row.getString("message_id"),
                row.getString("mail_from"),
                row.getString("mail_to"),
                row.getString("mail_cc"),
                row.getString("subject"),
                instant(row.getOffsetDateTime("mail_date")),
                row.getBoolean("reused_message_id"),
                row.getString("problem"),
                instant(row.getOffsetDateTime("original_gone")));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
