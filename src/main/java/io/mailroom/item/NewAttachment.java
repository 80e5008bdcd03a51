package io.mailroom.item;

import io.mailroom.db.Ids;
import io.mailroom.mime.Part;
import io.mailroom.mime.TransferEncoding;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An attachment row that is about to be written. */
record NewAttachment(
        UUID id,
        UUID itemId,
        int position,
        AttachmentKind kind,
        Content content,
        @Nullable Span span) {

    private static final String PAGE_TYPE = "text/html";

    /** What its octets are once they are decoded. */
    record Content(
            String name,
            String type,
            @Nullable String charset,
            Part.Flow flow,
            long size,
            byte @Nullable [] sha256,
            @Nullable String contentId) {}

    /** Where its octets are. */
    record Span(byte[] blob, long offset, long length, TransferEncoding encoding) {}

    static NewAttachment page(UUID item, int position) {
        var content = new Content(Names.PAGE, PAGE_TYPE, "utf-8", Part.Flow.FIXED, 0, null, null);
        return new NewAttachment(Ids.next(), item, position, AttachmentKind.PAGE, content, null);
    }

    static NewAttachment part(UUID item, int position, Part part, byte[] rawHash) {
        var content = new Content(
                StoredText.of(Objects.requireNonNullElse(part.name(), ""), StoredText.NAME),
                StoredText.of(part.contentType(), StoredText.NAME),
                StoredText.orNull(part.charset(), 100),
                part.flow(),
                part.size(),
                part.sha256(),
                StoredText.orNull(part.contentId(), StoredText.NAME));
        var source = part.source();
        var blob = source == null ? rawHash : source.sha256();
        var span = new Span(blob, part.offset(), part.length(), part.encoding());
        return new NewAttachment(Ids.next(), item, position, AttachmentKind.of(part.kind()), content, span);
    }

    /** A file of its own. */
    static NewAttachment file(UUID item, int position, UploadedFile file) {
        var content =
                new Content(file.name(), file.contentType(), null, Part.Flow.FIXED, file.size(), file.sha256(), null);
        var span = new Span(file.sha256(), 0, file.size(), TransferEncoding.IDENTITY);
        return new NewAttachment(Ids.next(), item, position, AttachmentKind.ATTACHMENT, content, span);
    }
}
