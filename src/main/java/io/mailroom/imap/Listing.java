package io.mailroom.imap;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A user's mailboxes with their figures, as one look at the server shows them.
 *
 * @param separator between the levels of a name
 * @param entries in the server's order
 * @param complete false where an answer could not be read, or there are more than we take
 */
public record Listing(char separator, List<Entry> entries, boolean complete) {

    /** @param counts absent where the server did not give any, or was not asked */
    public record Entry(MailboxInfo mailbox, @Nullable Counts counts) {}

    /** What STATUS says (RFC 9051 section 6.3.11); each absent where the server leaves it out. */
    public record Counts(
            @Nullable Long messages,
            @Nullable Long unseen,
            @Nullable Long uidNext,
            @Nullable Long uidValidity) {}

    private static final Comparator<Entry> IN_ORDER = Comparator.<Entry, Boolean>comparing(
                    entry -> !entry.mailbox().name().equalsIgnoreCase("INBOX"))
            .thenComparing(Listing::levels, String.CASE_INSENSITIVE_ORDER)
            .thenComparing(Listing::levels);

    private static String levels(Entry entry) {
        return entry.mailbox().name().replace(entry.mailbox().separator(), '\0');
    }

    /** INBOX first, then by name; what lies within a mailbox follows it at once. */
    public List<Entry> inOrder() {
        return entries.stream().sorted(IN_ORDER).toList();
    }

    /** Whether every mailbox that can be opened has its figures. */
    public boolean countsComplete() {
        return entries.stream()
                .allMatch(entry -> entry.counts() != null || !entry.mailbox().selectable());
    }
}
