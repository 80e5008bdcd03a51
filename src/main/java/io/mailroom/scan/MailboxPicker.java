package io.mailroom.scan;

import io.mailroom.account.Caller;
import io.mailroom.db.Transactions;
import io.mailroom.imap.ImapClient;
import io.mailroom.imap.Listing;
import io.mailroom.imap.SpecialUse;
import io.mailroom.settings.ImapVisits;
import io.mailroom.settings.MailServers;
import io.mailroom.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The mailboxes to choose from: what the server has, as it says now, and what was chosen already. Blocking. */
@ApplicationScoped
class MailboxPicker {

    /**
     * One mailbox to tick.
     *
     * @param known whether the server has it, or was not asked
     */
    record Choice(
            String name,
            @Nullable String use,
            @Nullable Long mails,
            @Nullable Long unread,
            boolean known) {}

    /**
     * @param asked whether the server was; if not, only what was chosen is there, and INBOX, which every account has
     * @param problem why it did not answer
     */
    record Choices(
            List<Choice> all, boolean asked, @Nullable String problem) {

        static Choices unasked(List<String> chosen) {
            var names = Stream.concat(Stream.of("INBOX"), chosen.stream().map(ScanTaskInput::mailbox));
            return new Choices(names.distinct().map(Choices::chosen).toList(), false, null);
        }

        private static Choice chosen(String name) {
            return new Choice(name, null, null, null, true);
        }
    }

    private final MailServers servers;
    private final ImapVisits visits;
    private final Transactions transactions;

    MailboxPicker(MailServers servers, ImapVisits visits, Transactions transactions) {
        this.servers = servers;
        this.visits = visits;
        this.transactions = transactions;
    }

    Choices choices(Caller caller, String connection, List<String> chosen) {
        var unasked = Choices.unasked(chosen);
        try {
            return transactions
                    .await(() -> servers.imap(caller.accountId(), connection))
                    .map(setting -> visits.visit(
                            caller.accountId(), setting, "The mailboxes could not be listed", ImapClient::listing))
                    .map(listing -> new Choices(choices(listing, chosen), true, null))
                    .orElseGet(() -> new Choices(unasked.all(), true, "This connection is not there any more."));
        } catch (Problem e) {
            return new Choices(unasked.all(), true, e.detail());
        }
    }

    private static List<Choice> choices(Listing listing, List<String> chosen) {
        var there = listing.inOrder().stream()
                .filter(entry -> entry.mailbox().selectable())
                .map(MailboxPicker::choice)
                .toList();
        var names = new HashSet<String>();
        there.forEach(choice -> names.add(ScanTaskInput.mailbox(choice.name())));
        var gone = chosen.stream()
                .filter(name -> !names.contains(ScanTaskInput.mailbox(name)))
                .map(name -> new Choice(name, null, null, null, false));
        return Stream.concat(there.stream(), gone).toList();
    }

    private static Choice choice(Listing.Entry entry) {
        var counts = Optional.ofNullable(entry.counts());
        return new Choice(
                ScanTaskInput.mailbox(entry.mailbox().name()),
                SpecialUse.of(entry.mailbox())
                        .filter(use -> use != SpecialUse.INBOX)
                        .map(MailboxPicker::word)
                        .orElse(null),
                counts.map(Listing.Counts::messages).orElse(null),
                counts.map(Listing.Counts::unseen).orElse(null),
                true);
    }

    private static String word(SpecialUse use) {
        return switch (use) {
            case INBOX -> "Inbox";
            case SENT -> "Sent mail";
            case TRASH -> "Trash";
            case DRAFTS -> "Drafts";
            case JUNK -> "Spam";
            case ARCHIVE -> "Archive";
            case ALL -> "All mail";
            case FLAGGED -> "Flagged";
            case IMPORTANT -> "Important";
        };
    }
}
