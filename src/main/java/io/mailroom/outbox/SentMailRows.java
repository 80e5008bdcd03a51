package io.mailroom.outbox;

import io.vertx.mutiny.sqlclient.Row;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A sent mail as it is stored. */
record SentMailRows(
        Row mail,
        List<Row> recipients,
        List<Row> attachments,
        @Nullable Row copy) {

    /** Its sender sees everything; the others of the collective see no blind copies, nor what may tell of them. */
    SentMailView view(UUID reader) {
        boolean own = reader.equals(mail.getUUID("account_id"));
        boolean blindCopies = !of(Recipient.Kind.BCC).isEmpty();
        return new SentMailView(
                mail.getUUID("id"),
                mail.getUUID("item_id"),
                mail.getString("sender"),
                mail.getString("connection"),
                of(Recipient.Kind.TO),
                of(Recipient.Kind.CC),
                own ? of(Recipient.Kind.BCC) : null,
                mail.getString("from_address"),
                mail.getString("reply_to"),
                mail.getString("subject"),
                mail.getString("body"),
                mail.getString("message_id"),
                attachments.stream().map(SentMailRows::file).toList(),
                millis(mail, "created"),
                mail.getString("status"),
                own || !blindCopies ? mail.getString("smtp_reply") : null,
                own || !blindCopies ? mail.getString("reason") : null,
                mail.getInteger("attempts"),
                time(mail, "not_before"),
                time(mail, "next_attempt"),
                copy == null ? SentMailView.Copy.NONE : copy(copy, own),
                recipients.stream()
                        .filter(row -> own || !is(Recipient.Kind.BCC, row))
                        .map(SentMailRows::delivery)
                        .toList());
    }

    /** For those who may see everything but what it said. */
    AuditView audit() {
        return new AuditView(
                mail.getUUID("id"),
                millis(mail, "created"),
                mail.getString("sender"),
                mail.getString("connection"),
                mail.getString("from_address"),
                mail.getString("subject"),
                mail.getString("message_id"),
                mail.getLong("size"),
                attachments.stream().map(SentMailRows::file).toList(),
                mail.getString("status"),
                mail.getString("smtp_reply"),
                time(mail, "deleted"),
                recipients.stream().map(SentMailRows::delivery).toList());
    }

    private List<String> of(Recipient.Kind kind) {
        return recipients.stream()
                .filter(row -> is(kind, row))
                .map(row -> row.getString("address"))
                .toList();
    }

    private static boolean is(Recipient.Kind kind, Row row) {
        return row.getString("kind").equals(kind.word());
    }

    private static SentMailView.File file(Row row) {
        return new SentMailView.File(row.getUUID("attachment_id"), row.getString("name"), row.getLong("size"));
    }

    /** What the server of his mailboxes says is for the sender. */
    private static SentMailView.Copy copy(Row row, boolean own) {
        return new SentMailView.Copy(
                row.getString("state"),
                row.getString("mailbox"),
                own ? row.getString("reason") : null,
                millis(row, "changed"));
    }

    private static SentMailView.@Nullable Report report(Row row) {
        return row.getString("action") == null
                ? null
                : new SentMailView.Report(
                        row.getUUID("item_id"),
                        row.getString("action"),
                        row.getString("status"),
                        row.getString("diagnostic"),
                        millis(row, "reported"));
    }

    private static SentMailView.Delivery delivery(Row row) {
        return new SentMailView.Delivery(
                row.getString("address"),
                row.getString("kind"),
                row.getString("state"),
                row.getInteger("reply_code"),
                row.getString("enhanced_status_code"),
                row.getString("reply_text"),
                millis(row, "changed"),
                report(row));
    }

    private static long millis(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant().toEpochMilli();
    }

    private static @Nullable Long time(Row row, String column) {
        return row.getOffsetDateTime(column) == null ? null : millis(row, column);
    }
}
