package io.mailroom.template;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A template as it is stored. */
@Schema(name = "MailTemplate")
@JsonInclude(JsonInclude.Include.NON_NULL)
record MailTemplateView(
        @Schema(examples = "reminder") String name,
        @Schema(examples = "Reminder: {item.name}") String subject,
        @Schema(examples = "Dear {recipient.name},\n") String body,

        @Schema(examples = "<p>Dear {recipient.name},</p>") @Nullable
        String html,

        @Schema(examples = "1767225600000") long created,
        @Schema(examples = "1767225600000") long updated,

        @Schema(examples = "3", description = "Also the ETag.")
        long version) {

    static MailTemplateView of(MailTemplate t) {
        return new MailTemplateView(
                t.name, t.subject, t.body, t.html, t.created.toEpochMilli(), t.updated.toEpochMilli(), t.version);
    }
}
