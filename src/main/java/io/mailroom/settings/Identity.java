package io.mailroom.settings;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Whom a mail is from, and what stands below its text. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Identity(
        @Schema(required = true, examples = "Accounts <accounts@example.org>")
        @NotEmpty
        @OneLine
        @MailboxAddress
        @Size(max = 998)
        String from,

        @Schema(examples = "office@example.org", description = "Set as Reply-To; absent: none.")
        @Nullable
        @OneLine
        @MailboxAddress
        @Size(max = 998)
        String replyTo,

        @Schema(examples = "Example Ltd.\nMain Street 1", description = "Plain text; absent: none.")
        @Nullable
        @PlainText
        @Size(max = 10_000)
        String signature) {}
