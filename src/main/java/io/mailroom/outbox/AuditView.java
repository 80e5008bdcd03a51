package io.mailroom.outbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mailroom.outbox.SentMailView.Delivery;
import io.mailroom.outbox.SentMailView.File;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Who sent what to whom and when, without what the mail said. */
@Schema(name = "SendAuditEntry")
@JsonInclude(JsonInclude.Include.NON_NULL)
record AuditView(
        UUID id,
        @Schema(examples = "1767225600000") long accepted,

        @Schema(examples = "anna", description = "The sender's login.")
        String sender,

        @Schema(examples = "example.org", description = "The SMTP setting's name at that time.")
        String connection,

        @Schema(examples = "Anna Meier <anna@example.org>") String from,
        @Schema(examples = "Invoice 2026-0042") String subject,
        @Schema(examples = "3q2x8gk0p1@example.org") String messageId,

        @Schema(examples = "48213", description = "Bytes as it was sent.") @Nullable
        Long size,

        List<File> attachments,
        @Schema(examples = "sent") String status,
        @Nullable String smtpReply,

        @Schema(examples = "1767229200000", description = "When its record was deleted; absent if it was not.")
        @Nullable
        Long deleted,

        @Schema(description = "Each recipient, also of blind copies.")
        List<Delivery> deliveries) {}
