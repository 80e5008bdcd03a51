package io.mailroom.outbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A mail that was sent, or tried to be. */
@Schema(name = "SentMail")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SentMailView(
        UUID id,

        @Schema(description = "The item that it is about, if about any that is still there.") @Nullable
        UUID item,

        @Schema(examples = "anna", description = "The sender's login.")
        String sender,

        @Schema(examples = "example.org", description = "The SMTP setting's name at that time.")
        String connection,

        @Schema(examples = "[\"Ben Huber <ben@example.org>\"]")
        List<String> recipients,

        List<String> cc,

        @Schema(description = "Only for the sender.") @Nullable
        List<String> bcc,

        @Schema(examples = "Anna Meier <anna@example.org>") String from,
        @Nullable String replyTo,
        @Schema(examples = "Invoice 2026-0042") String subject,
        String body,

        @Schema(examples = "3q2x8gk0p1@example.org", description = "Without angle brackets.")
        String messageId,

        List<File> attachments,
        @Schema(examples = "1767225600000") long created,

        @Schema(
                examples = "sent",
                description = "queued, sending, sent, failed, cancelled or unknown: it may have been delivered.")
        String status,

        @Schema(
                examples = "250 2.0.0 Ok: queued as 4ABC",
                description = "Of the server, to the whole mail. If the mail had bcc, only for the sender.")
        @Nullable
        String smtpReply,

        @Schema(
                examples = "mail.example.org:587 takes no message just now.",
                description = "Why it goes no further, or not yet. If the mail had bcc, only for the sender.")
        @Nullable
        String reason,

        @Schema(examples = "1", description = "How often it was tried to hand it to the server.")
        int attempts,

        @Schema(examples = "1767225600000", description = "When it was to be sent.") @Nullable
        Long sendAt,

        @Schema(examples = "1767225660000", description = "When it is tried next, while it is queued.") @Nullable
        Long nextAttempt,

        @Schema(description = "The copy among your sent mails.")
        Copy sentCopy,

        @Schema(description = "Each recipient that you may see.")
        List<Delivery> deliveries) {

    /** Its copy in the mailbox of sent mails. */
    @Schema(name = "SentMailCopy")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Copy(
            @Schema(
                    examples = "stored",
                    description =
                            "none; pending: it is to be stored; stored; failed; or sought: nobody knows whether the mail"
                                    + " was sent, so it is looked for there.")
            String state,

            @Schema(examples = "Sent") @Nullable String mailbox,

            @Schema(
                    examples = "There is no mailbox Sent on imap.example.org:993.",
                    description = "Why it is not stored, or not yet. Only for the sender.")
            @Nullable
            String reason,

            @Schema(examples = "1767225600000") @Nullable Long changed) {

        static final Copy NONE = new Copy("none", null, null, null);
    }

    /** What a mail system reported on it. */
    @Schema(name = "SentMailReport")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Report(
            @Schema(description = "The report itself; absent if it was deleted.") @Nullable
            UUID item,

            @Schema(examples = "failed", description = "failed, delayed, delivered, relayed or expanded (RFC 3464)")
            String action,

            @Schema(examples = "5.1.1") @Nullable String status,

            @Schema(examples = "550 5.1.1 <ben@example.org>: Recipient address rejected") @Nullable
            String diagnostic,

            @Schema(examples = "1767225720000") long at) {}

    /** What was sent along. */
    @Schema(name = "SentMailAttachment")
    public record File(
            UUID id, @Schema(examples = "invoice.pdf") String name, long size) {}

    /** What became of it for one recipient. */
    @Schema(name = "SentMailDelivery")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Delivery(
            @Schema(examples = "Ben Huber <ben@example.org>")
            String address,

            @Schema(examples = "to", description = "to, cc or bcc")
            String kind,

            @Schema(examples = "failed", description = "queued, sent, deferred, failed or unknown")
            String state,

            @Schema(examples = "550") @Nullable Integer replyCode,
            @Schema(examples = "5.1.1") @Nullable String enhancedStatusCode,

            @Schema(examples = "550 5.1.1 no such user") @Nullable
            String replyText,

            @Schema(examples = "1767225600000") long changed,

            @Schema(
                    description = "What mail systems beyond the server have reported last, as far as it was imported. A"
                            + " failure changes the state, too.")
            @Nullable
            Report report) {}
}
