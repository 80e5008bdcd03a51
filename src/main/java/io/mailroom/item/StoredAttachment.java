package io.mailroom.item;

import io.mailroom.mime.Part;
import io.mailroom.mime.TransferEncoding;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An attachment row.
 *
 * @param part what it is and where its octets are; of a page only what it is
 * @param blob the hash of the blob that holds the octets; null for a page
 */
record StoredAttachment(UUID id, UUID itemId, AttachmentKind kind, Part part, byte @Nullable [] blob) {

    static final String COLUMNS = """
            attachment.id, attachment.item_id, attachment.kind, attachment.name, attachment.content_type,
            attachment.charset, attachment.flow, attachment.size, attachment.sha256, attachment.blob_hash,
            attachment.span_offset, attachment.span_length, attachment.encoding, attachment.content_id
            """;

    static StoredAttachment of(Row row) {
        var kind = AttachmentKind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT));
        var sha256 = bytes(row.getBuffer("sha256"));
        var part = new Part(
                kind.part(),
                "",
                row.getString("name"),
                row.getString("content_type"),
                row.getString("charset"),
                Part.Flow.valueOf(row.getString("flow")),
                TransferEncoding.valueOf(row.getString("encoding")),
                row.getLong("span_offset"),
                row.getLong("span_length"),
                row.getLong("size"),
                sha256 == null ? new byte[0] : sha256,
                row.getString("content_id"),
                null);
        return new StoredAttachment(
                row.getUUID("id"), row.getUUID("item_id"), kind, part, bytes(row.getBuffer("blob_hash")));
    }

    private static byte @Nullable [] bytes(@Nullable Buffer buffer) {
        return buffer == null ? null : buffer.getBytes();
    }

    String name() {
        var name = part.name();
        return name == null ? "" : name;
    }

    String contentType() {
        return part.contentType();
    }
}
