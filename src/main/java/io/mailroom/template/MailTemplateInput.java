package io.mailroom.template;

import io.mailroom.web.Ident;
import io.mailroom.web.PageName;
import jakarta.validation.constraints.NotNull;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A template as a client sends it. */
@Schema(name = "MailTemplateInput")
record MailTemplateInput(
        @Schema(examples = "reminder", description = "Stands in URLs; a PUT may change it.") @NotNull @Ident @PageName
        String name,

        @Schema(examples = "Reminder: {item.name}") @NotNull String subject,

        @Schema(
                examples = "Dear {recipient.name ?: 'Sir or Madam'},\n\n{number} is due since {item.date}.\n",
                description = "Plain text. Empty with html: it is made of that.")
        @NotNull
        String body,

        @Schema(examples = "<p>Dear {recipient.name},</p>", description = "Values in it are escaped.") @Nullable
        String html,

        @Schema(examples = "3", description = "The version that was read; another one in the database is a 409.")
        @Nullable
        Long version) {

    void applyTo(MailTemplate template) {
        template.name = name;
        template.subject = subject;
        template.body = body;
        template.html = html == null || html.isBlank() ? null : html;
    }
}
