package io.mailroom.settings;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mailroom.imap.Listing;
import io.mailroom.imap.Listing.Counts;
import io.mailroom.imap.SpecialUse;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** One mailbox as its server names it; without what the server does not say. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Mailbox")
record MailboxView(
        @Schema(examples = "INBOX/Bills", description = "As it is to be written in the folders of a scan task.")
        String name,

        @Schema(examples = "/") String separator,

        @Schema(
                examples = "sent",
                enumeration = {"inbox", "sent", "trash", "drafts", "junk", "archive", "all", "flagged", "important"})
        @Nullable
        String specialUse,

        @Schema(examples = "true", description = "False for names that only hold other mailboxes.")
        boolean selectable,

        @Schema(examples = "1234") @Nullable Long total,
        @Schema(examples = "5") @Nullable Long unseen,
        @Schema(examples = "1300") @Nullable Long uidNext,
        @Schema(examples = "1700000000") @Nullable Long uidValidity) {

    private static final Counts NONE = new Counts(null, null, null, null);

    static MailboxView of(Listing.Entry entry) {
        var mailbox = entry.mailbox();
        var counts = entry.counts() == null ? NONE : entry.counts();
        return new MailboxView(
                mailbox.name(),
                String.valueOf(mailbox.separator()),
                SpecialUse.of(mailbox)
                        .map(use -> use.name().toLowerCase(Locale.ROOT))
                        .orElse(null),
                mailbox.selectable(),
                counts.messages(),
                counts.unseen(),
                counts.uidNext(),
                counts.uidValidity());
    }
}
