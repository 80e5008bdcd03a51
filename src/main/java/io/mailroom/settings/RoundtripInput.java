package io.mailroom.settings;

import io.mailroom.web.Ident;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Where the mail of a round trip is expected. */
@Schema(name = "RoundtripInput")
record RoundtripInput(
        @Schema(examples = "example.org", description = "The name of your IMAP settings for the mailbox it is sent to.")
        @NotNull
        @Ident
        String imap,

        @Schema(
                examples = "INBOX",
                description = "Absent: INBOX. Where the server names one for junk, that is looked into, too.")
        @Nullable
        @OneLine
        @Size(min = 1, max = 1000)
        String mailbox) {

    String mailboxOrInbox() {
        return mailbox == null ? "INBOX" : mailbox;
    }
}
