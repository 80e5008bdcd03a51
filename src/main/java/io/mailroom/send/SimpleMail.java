package io.mailroom.send;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.mailroom.item.ItemFile;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A mail as a client asks for it, not looked at yet; {@link Letter} is what is made of it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
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

        @Schema(description = "Must be there without template; it may be empty.", examples = "Invoice 2026-0042")
        @Nullable
        String subject,

        @Schema(
                description =
                        "Plain text. Must be there without html and template; it may be empty. Beside html an empty"
                                + " one is made of that.",
                examples = "Hello Ben,\n\nhere is the invoice.\n\nAnna")
        @Nullable
        String body,

        @Schema(
                description =
                        "The same as a page. An image is shown in it as cid: and the id of an attachment that goes"
                                + " along, or the name of a file that does.",
                examples = "<p>Hello Ben,</p><p><img src=\"cid:logo.png\"></p>")
        @Nullable
        String html,

        @Schema(
                description = "Everything the item has; mail.html only if it has nothing else.",
                examples = "false",
                defaultValue = "false")
        boolean addAllAttachments,

        @Schema(
                description = "Ids of attachments of this item, or of any other of your collective; ignored with"
                        + " addAllAttachments.",
                examples = "[\"0198c5a2-6a3e-7c11-9d5b-2f6d0c6f7a10\"]")
        @Nullable
        List<@Nullable String> attachmentIds,

        @Schema(description = "Ids of further items, of which everything is attached as with addAllAttachments.")
        @Nullable
        List<@Nullable String> allAttachmentsOf,

        @Schema(description = "Ids of items whose original messages are attached, byte for byte.") @Nullable
        List<@Nullable String> originalsOf,

        @Schema(description = "The id of the item that this answers: the mail joins its thread.") @Nullable
        String inReplyTo,

        @Schema(description = "The id of the item that this hands on: the mail joins its thread.") @Nullable
        String forwardOf,

        @Schema(
                description = "The name of a template of your collective, which makes subject, body and html.",
                examples = "reminder")
        @Nullable
        String template,

        @Schema(
                description = "What the template gets at under names of your own.",
                examples = "{\"number\": \"2026-0042\"}")
        @Nullable
        Map<String, @Nullable Object> variables,

        @Schema(
                description =
                        "One of the addresses of the setting: its from, or that of one of its identities. Absent: its from.",
                examples = "Accounts <accounts@example.org>")
        @Nullable
        String from,

        @Schema(
                description =
                        "Ask the servers on the way to report each delivery (RFC 3461). Absent: only what fails, as they"
                                + " do it anyway.",
                examples = "false")
        @Nullable
        Boolean requestReport,

        @Schema(
                description =
                        "When to send it, in milliseconds since 1970-01-01T00:00Z, at most a year ahead; absent for now.",
                examples = "1767225600000")
        @Nullable
        Long sendAt,

        @JsonIgnore @Schema(hidden = true) @Nullable List<ItemFile> files) {

    /** With files that came along in the request. */
    SimpleMail with(List<ItemFile> uploaded) {
        return new SimpleMail(
                recipients,
                cc,
                bcc,
                subject,
                body,
                html,
                addAllAttachments,
                attachmentIds,
                allAttachmentsOf,
                originalsOf,
                inReplyTo,
                forwardOf,
                template,
                variables,
                from,
                requestReport,
                sendAt,
                uploaded);
    }

    /** Says who it is for and nothing of what it says. */
    @Override
    public String toString() {
        return "SimpleMail[" + (recipients == null ? 0 : recipients.size()) + " recipients]";
    }
}
