package io.mailroom.settings;

import io.mailroom.imap.Listing;
import java.util.Comparator;
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
                listing.entries().stream().sorted(IN_ORDER).map(MailboxView::of).toList(),
                listing.complete(),
                listing.countsComplete());
    }

    /** INBOX first, then by name; what lies within a mailbox follows it at once. */
    private static final Comparator<Listing.Entry> IN_ORDER = Comparator.<Listing.Entry, Boolean>comparing(
                    entry -> !entry.mailbox().name().equalsIgnoreCase("INBOX"))
            .thenComparing(MailboxListView::levels, String.CASE_INSENSITIVE_ORDER)
            .thenComparing(MailboxListView::levels);

    private static String levels(Listing.Entry entry) {
        return entry.mailbox().name().replace(entry.mailbox().separator(), '\0');
    }
}
