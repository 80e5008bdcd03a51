package io.mailroom.item;

import io.mailroom.blob.BlobStore;
import io.mailroom.mime.PartDecoder;
import io.mailroom.mime.TransferEncoding;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** From attachment rows to their bytes. Blocking; memory does not grow with their size. */
@ApplicationScoped
class Contents {

    private final BlobStore blobs;
    private final BodyViews bodies;

    Contents(BlobStore blobs, BodyViews bodies) {
        this.blobs = blobs;
        this.bodies = bodies;
    }

    Content of(StoredAttachment attachment) {
        return attachment.kind() == AttachmentKind.PAGE
                ? new Page(() -> bodies.page(attachment.itemId()))
                : new Span(blobs, attachment);
    }

    /** To be kept, with what it says of itself. */
    Download download(StoredAttachment attachment) {
        var type = MediaTypes.withCharset(
                attachment.contentType(), attachment.part().charset());
        return Download.kept(of(attachment), attachment.name(), type);
    }

    /** The same of a whole message, as it came. */
    Download download(Attachments.Archive archive) {
        return Download.kept(whole(archive.hash(), archive.size()), archive.name(), AttachmentResource.MESSAGE);
    }

    /** A blob as it is. */
    Content whole(byte[] hash, long size) {
        return new Whole(blobs, hash, size);
    }

    private record Whole(BlobStore blobs, byte[] sha256, long size) implements Content {

        @Override
        public InputStream open(long offset) {
            return blobs.open(sha256, offset, Long.MAX_VALUE);
        }
    }

    private record Span(BlobStore blobs, StoredAttachment attachment) implements Content {

        @Override
        public long size() {
            return attachment.part().size();
        }

        @Override
        public byte[] sha256() {
            return attachment.part().sha256();
        }

        @Override
        public InputStream open(long offset) throws IOException {
            var blob = Objects.requireNonNull(attachment.blob());
            var part = attachment.part();
            if (part.encoding() == TransferEncoding.IDENTITY) {
                return blobs.open(blob, part.offset() + offset, part.length() - offset);
            }
            // Where a decoded byte stands in what is encoded is not known before that has been decoded.
            var decoded = PartDecoder.decode(blobs.open(blob, part.offset(), part.length()), part.encoding());
            decoded.skipNBytes(offset);
            return decoded;
        }
    }

    /** Made when it is asked for: most who look at what an item has do not want it. For one thread. */
    private static final class Page implements Content {

        private final Supplier<String> html;
        private byte @Nullable [] made;

        Page(Supplier<String> html) {
            this.html = html;
        }

        private byte[] bytes() {
            var bytes = made;
            if (bytes == null) {
                bytes = html.get().getBytes(StandardCharsets.UTF_8);
                made = bytes;
            }
            return bytes;
        }

        @Override
        public long size() {
            return bytes().length;
        }

        @Override
        public byte[] sha256() {
            return Fingerprint.sha256().digest(bytes());
        }

        @Override
        public InputStream open(long offset) {
            return new ByteArrayInputStream(bytes(), (int) offset, (int) (size() - offset));
        }
    }
}
