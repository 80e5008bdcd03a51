package io.mailroom.item;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An item in full. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Item")
record ItemView(
        @Schema(examples = "0196a5d2-7f3e-7c1a-9a4b-5f3c2d1e0f9a")
        UUID id,

        @Schema(examples = "Your invoice of April") String name,
        Direction direction,
        @Schema(examples = "mailbox-anna") String source,
        @Schema(examples = "created") String state,

        @Schema(description = "When it came in, epoch milliseconds.", examples = "1746100800000")
        long created,

        @Schema(examples = "1746100800000") long updated,

        @Schema(description = "The date of the mail.", examples = "1743494400000") @Nullable
        Long itemDate,

        @Schema(examples = "Bills") @Nullable String folder,

        @Schema(description = "ISO 639-3", examples = "deu") @Nullable
        String language,

        @Schema(examples = "[\"invoice\"]") List<String> tags,

        @Schema(description = "The body of a mail as mail.html first, then what is attached, in order.")
        List<AttachmentView> attachments,

        @Schema(description = "The original message; GET /sec/attachment/{id}/archive with its id.")
        List<ArchiveView> archives,

        @Schema(description = "Always empty; for clients that expect it.")
        List<String> sources,

        @Schema(description = "Always empty; for clients that expect it.")
        List<String> customfields,

        @Schema(description = "Always empty; for clients that expect it.")
        List<String> relatedItems,

        @Schema(description = "Where it was a mail.") @Nullable
        MailView mail) {

    /** An attachment of an item. */
    @Schema(name = "ItemAttachment")
    record AttachmentView(
            @Schema(examples = "0196a5d2-7f40-7b11-8c2d-3e4f5a6b7c8d")
            UUID id,

            @Schema(examples = "invoice.pdf") String name,

            @Schema(description = "Bytes.", examples = "48213")
            long size,

            @Schema(examples = "application/pdf") String contentType,

            @Schema(description = "Always false: an attachment is kept as it came.", examples = "false")
            boolean converted) {}

    /** The message that an item was made of. */
    @Schema(name = "ItemArchive")
    record ArchiveView(
            @Schema(examples = "0196a5d2-7f3e-7c1a-9a4b-5f3c2d1e0f9a")
            UUID id,

            @Schema(examples = "Your invoice of April.eml") String name,
            @Schema(examples = "67120") long size,
            @Schema(examples = "message/rfc822") String contentType) {}

    /** What a mail says. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "ItemMail")
    record MailView(
            @Schema(examples = "Shop <orders@example.org>") @Nullable
            String from,

            @Schema(examples = "Anna Meier <anna@example.org>") @Nullable
            String to,

            @Nullable String cc,
            @Schema(examples = "Your invoice of April") String subject,
            @Schema(examples = "1743494400000") @Nullable Long date,

            @Schema(examples = "4711@shop.example.org") @Nullable
            String messageId,

            @Schema(description = "The body as text.", examples = "Dear Anna, …")
            String text,

            @Schema(description = "The body as a fragment of HTML, sanitised: it loads nothing and runs nothing.")
            String html,

            @Schema(description = "Whether another mail with this Message-ID was there before.")
            boolean reusedMessageId,

            @Schema(description = "Why the mail was not looked into; it is there as its original only.") @Nullable
            String problem,

            @Schema(
                    description =
                            "When its original was removed, as your collective does not keep it for longer; its text and"
                                    + " attachments stay. Absent while it is there.")
            @Nullable
            Long originalGone,

            @Schema(
                    description = "The sent mails on whose delivery it reports, by their ids for"
                            + " GET /sec/email/sent/mail/{id}; absent where it does not.")
            @Nullable
            List<UUID> reportsOn) {}

    static @Nullable Long millis(@Nullable Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }
}
