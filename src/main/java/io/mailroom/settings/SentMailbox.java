package io.mailroom.settings;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Where copies of sent mails go. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "SentMailbox")
record SentMailbox(
        @Schema(required = true, examples = "example.org", description = "The name of one of your IMAP settings.")
        @NotEmpty
        @Size(max = 128)
        String imap,

        @Schema(
                examples = "Sent",
                description =
                        "With the server's own separators between its levels. Absent, null or empty: the mailbox that"
                                + " the server says is for sent mail, or that is called so.")
        @Nullable
        @OneLine
        @Size(max = 998)
        String mailbox) {}
