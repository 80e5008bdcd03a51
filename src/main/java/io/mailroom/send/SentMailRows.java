package io.mailroom.send;

import io.vertx.mutiny.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/** A sent mail as it is stored. */
record SentMailRows(Row mail, List<Row> recipients, List<Row> attachments) {

    /** Its sender sees everything; the others of the collective see no blind copies, nor what may tell of them. */
    SentMailView view(UUID reader, OffsetDateTime lostBefore) {
        boolean own = reader.equals(mail.getUUID("account_id"));
        boolean lost = mail.getString("status").equals(MailStatus.SENDING.word())
                && mail.getOffsetDateTime("attempted").isBefore(lostBefore);
        boolean blindCopies = !of(Recipient.Kind.BCC).isEmpty();
        return new SentMailView(
                mail.getUUID("id"),
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
                lost ? MailStatus.UNKNOWN.word() : mail.getString("status"),
                own || !blindCopies ? mail.getString("smtp_reply") : null,
                recipients.stream()
                        .filter(row -> own || !is(Recipient.Kind.BCC, row))
                        .map(row -> delivery(row, lost))
                        .toList());
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

    private static SentMailView.Delivery delivery(Row row, boolean lost) {
        return new SentMailView.Delivery(
                row.getString("address"),
                row.getString("kind"),
                lost ? RecipientState.UNKNOWN.word() : row.getString("state"),
                row.getInteger("reply_code"),
                row.getString("enhanced_status_code"),
                row.getString("reply_text"),
                millis(row, "changed"));
    }

    private static long millis(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant().toEpochMilli();
    }
}
