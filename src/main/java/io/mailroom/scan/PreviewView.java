package io.mailroom.scan;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a run would do. */
@Schema(name = "ScanPreview")
record PreviewView(
        List<Mail> mails,
        List<Mailbox> mailboxes,

        @Schema(description = "False where time ran out, or the server failed on the way.")
        boolean complete) {

    /** One mail that the run would look at. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "ScanPreviewMail")
    record Mail(
            String mailbox,
            long uid,
            @Nullable String subject,
            @Nullable String from,

            @Schema(description = "Of the mail itself, or of its arrival where it has none.") @Nullable
            Long date,

            long size,

            @Schema(description = "imported, duplicate, filtered or failed", examples = "filtered")
            String outcome,

            @Schema(description = "The setting that leaves it out.", examples = "fromFilter") @Nullable
            String rule,

            @Schema(description = "Why, as a sentence.", examples = "No sender matches fromFilter.")
            String reason,

            @Schema(description = "What it already is.") @Nullable
            UUID itemId,

            @Schema(description = "What would be done to it on the server.", examples = "move") @Nullable
            String action,

            @Schema(
                    description =
                            "The names of those that the settings let through; left out where it could be decided without"
                                    + " fetching the mail.")
            @Nullable
            List<String> attachments) {}

    /** One mailbox that the run would look into. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "ScanPreviewMailbox")
    record Mailbox(
            String name,
            @Schema(description = "All mails in it.") int total,

            @Schema(description = "Those that the task still has to look at, the ones listed here included.")
            int left,

            @Nullable String error) {}
}
