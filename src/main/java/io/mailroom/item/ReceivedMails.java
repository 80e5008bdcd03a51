package io.mailroom.item;

import io.mailroom.blob.BlobStore;
import io.mailroom.mime.MessageHeader;
import io.mailroom.mime.MessageParser;
import io.mailroom.mime.ParseLimits;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The mails that items were made of, for rooms that answer them. Blocking; runs on a virtual thread. */
@ApplicationScoped
public class ReceivedMails {

    private final Items items;
    private final Attachments attachments;
    private final BodyViews bodies;
    private final BlobStore blobs;

    ReceivedMails(Items items, Attachments attachments, BodyViews bodies, BlobStore blobs) {
        this.items = items;
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
                .map(archive -> header(archive.hash()))
                .or(() -> items.find(collective, item)
                        .map(StoredItem::mail)
                        .filter(mail -> !mail.original())
                        .map(ReceivedMails::header));
    }

    /** What is left of it where the original is not: enough to answer it. */
    private static MessageHeader header(StoredItem.Mail mail) {
        var lines = new StringBuilder();
        add(lines, "From", mail.from());
        add(lines, "To", mail.to());
        add(lines, "Cc", mail.cc());
        add(lines, "Subject", mail.subject());
        add(lines, "Message-ID", mail.messageId() == null ? null : "<" + mail.messageId() + ">");
        if (mail.date() != null) {
            add(
                    lines,
                    "Date",
                    DateTimeFormatter.RFC_1123_DATE_TIME.format(mail.date().atOffset(ZoneOffset.UTC)));
        }
        return MessageParser.header(
                ByteBuffer.wrap(lines.append("\r\n").toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static void add(StringBuilder lines, String name, @Nullable String value) {
        if (value != null) {
            lines.append(name)
                    .append(": ")
                    .append(value.replaceAll("[\\r\\n]+", " "))
                    .append("\r\n");
        }
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
