package io.mailroom.item;

import io.mailroom.blob.BlobStore;
import io.mailroom.mime.MessageHeader;
import io.mailroom.mime.MessageParser;
import io.mailroom.mime.ParseLimits;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/** The mails that items were made of, for rooms that answer them. Blocking; runs on a virtual thread. */
@ApplicationScoped
public class ReceivedMails {

    private final Attachments attachments;
    private final BodyViews bodies;
    private final BlobStore blobs;

    ReceivedMails(Attachments attachments, BodyViews bodies, BlobStore blobs) {
        this.attachments = attachments;
        this.bodies = bodies;
        this.blobs = blobs;
    }

    /** Empty where the collective has no such item, or it was no mail. */
    public Optional<ReceivedMail> find(UUID collective, UUID item) {
        return header(collective, item)
                .map(header ->
                        new ReceivedMail(header, bodies.of(attachments.of(item)).text()));
    }

    /** The header alone, out of the message as it came. */
    public Optional<MessageHeader> header(UUID collective, UUID item) {
        return attachments
                .archive(collective, item)
                .filter(archive -> archive.itemId().equals(item))
                .map(archive -> header(archive.hash()));
    }

    private MessageHeader header(byte[] raw) {
        int most = ParseLimits.DEFAULT.maxHeaderBytes();
        try (var in = blobs.open(raw, 0, most)) {
            return MessageParser.header(ByteBuffer.wrap(in.readNBytes(most)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
