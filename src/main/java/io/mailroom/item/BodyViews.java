package io.mailroom.item;

import io.mailroom.blob.BlobStore;
import io.mailroom.db.Database;
import io.mailroom.mime.BodyContent;
import io.mailroom.mime.BodyText;
import io.mailroom.mime.BodyView;
import io.mailroom.mime.MessageHeader;
import io.mailroom.mime.PartDecoder;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** The bodies of mails, read from their raw messages and made fit to look at. Blocking. */
@ApplicationScoped
class BodyViews {

    /** Of all body parts together; more than anybody reads. */
    private static final int MAX_CHARS = 2_000_000;

    private final Database database;
    private final Attachments attachments;
    private final BlobStore blobs;

    BodyViews(Database database, Attachments attachments, BlobStore blobs) {
        this.database = database;
        this.attachments = attachments;
        this.blobs = blobs;
    }

    BodyView of(List<StoredAttachment> parts) {
        var contents = new ArrayList<BodyContent>();
        int left = MAX_CHARS;
        for (var attachment : parts) {
            if (!attachment.kind().isListed() && left > 0) {
                var text = text(attachment, left);
                left -= text.length();
                contents.add(new BodyContent(attachment.part().kind(), attachment.contentType(), text));
            }
        }
        return BodyView.of(contents);
    }

    private String text(StoredAttachment attachment, int maxChars) {
        var part = attachment.part();
        try (var span = blobs.open(Objects.requireNonNull(attachment.blob()), part.offset(), part.length());
                var decoded = PartDecoder.decode(span, part.encoding())) {
            return BodyText.read(part, decoded, maxChars);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The body of an item as a page of its own. */
    String page(UUID item) {
        var subject = database.query("select subject from item where id = $1", item).stream()
                .map(row -> Objects.requireNonNullElse(row.getString(0), ""))
                .findFirst()
                .orElse("");
        return page(subject, of(attachments.of(item)));
    }

    static String page(String subject, BodyView body) {
        var header = new MessageHeader(
                null, subject, List.of(), null, List.of(), List.of(), List.of(), null, null, List.of(), null);
        return body.page(header);
    }
}
