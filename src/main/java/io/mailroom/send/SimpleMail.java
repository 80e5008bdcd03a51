package io.mailroom.send;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A mail as a client asks for it, not looked at yet; {@link Letter} is what is made of it. */
record SimpleMail(
        @Schema(
                required = true,
                description = "One address each, with or without display name.",
                examples = "[\"Ben Huber <ben@example.org>\", \"office@example.org\"]")
        @Nullable
        List<@Nullable String> recipients,

        @Schema(examples = "[\"carla@example.org\"]") @Nullable
        List<@Nullable String> cc,

        @Schema(description = "They get the mail and stand nowhere in it.", examples = "[\"archive@example.org\"]")
        @Nullable
        List<@Nullable String> bcc,

        @Schema(required = true, examples = "Invoice 2026-0042") @Nullable
        String subject,

        @Schema(required = true, description = "Plain text.", examples = "Hello Ben,\n\nhere is the invoice.\n\nAnna")
        @Nullable
        String body,

        @Schema(
                description = "Everything the item has; mail.html only if it has nothing else.",
                examples = "false",
                defaultValue = "false")
        boolean addAllAttachments,

        @Schema(
                description = "Ids of attachments of the item; ignored with addAllAttachments.",
                examples = "[\"0198c5a2-6a3e-7c11-9d5b-2f6d0c6f7a10\"]")
        @Nullable
        List<@Nullable String> attachmentIds,

        @Schema(
                description =
                        "When to send it, in milliseconds since 1970-01-01T00:00Z, at most a year ahead; absent for now.",
                examples = "1767225600000")
        @Nullable
        Long sendAt) {

    /** Says who it is for and nothing of what it says. */
    @Override
    public String toString() {
        return "SimpleMail[" + (recipients == null ? 0 : recipients.size()) + " recipients]";
    }
}
