package io.mailroom.item;

import io.mailroom.db.Columns;
import io.mailroom.db.Database;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes many items and their attachments with one statement each. Blocking, within the caller's transaction. */
final class ItemWriter {

    private ItemWriter() {}

    static void write(Database.Session tx, Target target, List<NewItem> items, List<NewAttachment> attachments) {
        writeItems(tx, target, new Columns<>(items));
        if (!attachments.isEmpty()) {
            writeAttachments(tx, new Columns<>(attachments));
        }
    }

    private static void writeItems(Database.Session tx, Target target, Columns<NewItem> items) {
        tx.update(
                """
                insert into item (
                    collective_id, source, folder, language, tags, state,
                    id, name, direction, created, updated, item_date, attachment_count, size,
                    raw_hash, raw_name, message_id, mail_from, mail_to, mail_cc, subject, mail_date,
                    fingerprint, reused_message_id, problem, searched)
                select $1, $2, $3, $4, $5::text[], 'created',
                    id, name, direction, created, created, item_date, attachment_count, size,
                    raw_hash, raw_name, message_id, mail_from, mail_to, mail_cc, subject, mail_date,
                    fingerprint, reused_message_id, problem, searched
                from unnest(
                    $6::uuid[], $7::text[], $8::text[], $9::timestamptz[], $10::timestamptz[], $11::int[], $12::bigint[],
                    $13::bytea[], $14::text[], $15::text[], $16::text[], $17::text[], $18::text[], $19::text[],
                    $20::timestamptz[], $21::bytea[], $22::bool[], $23::text[], $24::text[]
                ) as new (
                    id, name, direction, created, item_date, attachment_count, size,
                    raw_hash, raw_name, message_id, mail_from, mail_to, mail_cc, subject,
                    mail_date, fingerprint, reused_message_id, problem, searched)""",
                target.collectiveId(),
                StoredText.of(target.source(), StoredText.NAME),
                StoredText.orNull(target.folder(), StoredText.NAME),
                target.language(),
                target.tags().stream()
                        .map(tag -> StoredText.of(tag, StoredText.NAME))
                        .toArray(String[]::new),
                items.of(NewItem::id, UUID[]::new),
                items.of(NewItem::name, String[]::new),
                items.of(item -> item.direction().word(), String[]::new),
                items.of(item -> time(item.created()), OffsetDateTime[]::new),
                items.of(item -> time(item.date()), OffsetDateTime[]::new),
                items.of(NewItem::attachmentCount, Integer[]::new),
                items.of(NewItem::size, Long[]::new),
                items.of(mail(mail -> Buffer.buffer(mail.rawHash())), Buffer[]::new),
                items.of(mail(NewItem.Mail::rawName), String[]::new),
                items.of(mail(NewItem.Mail::messageId), String[]::new),
                items.of(mail(NewItem.Mail::from), String[]::new),
                items.of(mail(NewItem.Mail::to), String[]::new),
                items.of(mail(NewItem.Mail::cc), String[]::new),
                items.of(mail(NewItem.Mail::subject), String[]::new),
                items.of(mail(mail -> time(mail.date())), OffsetDateTime[]::new),
                items.of(mail(mail -> Buffer.buffer(mail.fingerprint())), Buffer[]::new),
                items.of(item -> item.mail() != null && item.mail().reusedMessageId(), Boolean[]::new),
                items.of(mail(NewItem.Mail::problem), String[]::new),
                items.of(NewItem::searched, String[]::new));
    }

    private static void writeAttachments(Database.Session tx, Columns<NewAttachment> attachments) {
        tx.update(
                """
                insert into attachment (
                    id, item_id, position, kind, name, content_type, charset, flow, size, sha256, content_id,
                    blob_hash, span_offset, span_length, encoding)
                select * from unnest(
                    $1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                    $9::bigint[], $10::bytea[], $11::text[], $12::bytea[], $13::bigint[], $14::bigint[], $15::text[])""",
                attachments.of(NewAttachment::id, UUID[]::new),
                attachments.of(NewAttachment::itemId, UUID[]::new),
                attachments.of(NewAttachment::position, Integer[]::new),
                attachments.of(a -> a.kind().word(), String[]::new),
                attachments.of(a -> a.content().name(), String[]::new),
                attachments.of(a -> a.content().type(), String[]::new),
                attachments.of(a -> a.content().charset(), String[]::new),
                attachments.of(a -> a.content().flow().name(), String[]::new),
                attachments.of(a -> a.content().size(), Long[]::new),
                attachments.of(a -> buffer(a.content().sha256()), Buffer[]::new),
                attachments.of(a -> a.content().contentId(), String[]::new),
                attachments.of(a -> a.span() == null ? null : buffer(a.span().blob()), Buffer[]::new),
                attachments.of(a -> a.span() == null ? 0 : a.span().offset(), Long[]::new),
                attachments.of(a -> a.span() == null ? 0 : a.span().length(), Long[]::new),
                attachments.of(
                        a -> a.span() == null ? "IDENTITY" : a.span().encoding().name(), String[]::new));
    }

    private static <T> Function<NewItem, @Nullable T> mail(Function<NewItem.Mail, @Nullable T> column) {
        return item -> item.mail() == null ? null : column.apply(item.mail());
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    private static @Nullable Buffer buffer(byte @Nullable [] bytes) {
        return bytes == null ? null : Buffer.buffer(bytes);
    }
}
