package io.mailroom.settings;

import io.mailroom.imap.Listing;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The mailboxes of an IMAP setting. */
@Schema(name = "MailboxList")
record MailboxListView(
        @Schema(examples = "/", description = "What the server puts between the levels of a name.")
        String separator,

        List<MailboxView> mailboxes,

        @Schema(
                examples = "true",
                description = "False where the server named more mailboxes than are shown, or some unreadably.")
        boolean complete,

        @Schema(
                examples = "true",
                description = "False where mailboxes have no counts: the server would not give them, or there are too"
                        + " many mailboxes to ask for each.")
        boolean countsComplete) {

    static MailboxListView of(Listing listing) {
        return new MailboxListView(
                String.valueOf(listing.separator()),
                listing.inOrder().stream().map(MailboxView::of).toList(),
                listing.complete(),
                listing.countsComplete());
    }
}
