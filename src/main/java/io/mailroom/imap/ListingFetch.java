package io.mailroom.imap;

import io.mailroom.imap.Listing.Counts;
import io.mailroom.imap.Listing.Entry;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.angus.mail.iap.Argument;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.iap.Response;
import org.eclipse.angus.mail.imap.protocol.IMAPResponse;
import org.eclipse.angus.mail.imap.protocol.ListInfo;
import org.eclipse.angus.mail.imap.protocol.Status;
import org.jspecify.annotations.Nullable;

/**
 * Lists all mailboxes with their figures: in one round trip where the server has LIST-STATUS (RFC 5819), else with one
 * STATUS for each, pipelined, as long as they are not too many.
 */
final class ListingFetch {

    /** More names than this are not held. */
    private static final int MOST_MAILBOXES = 10_000;

    /** Without LIST-STATUS each takes the server a look into the mailbox, and some servers a long one. */
    private static final int MOST_STATUS = 200;

    private static final int DEPTH = 8;

    private static final int LONGEST_NAME = 300;

    private static final String FIGURES = "(MESSAGES UNSEEN UIDNEXT UIDVALIDITY)";

    private final Wire wire;
    private final Map<String, MailboxInfo> mailboxes = new LinkedHashMap<>();
    private final Map<String, Counts> counts = new HashMap<>();
    private boolean complete = true;

    ListingFetch(Wire wire) {
        this.wire = wire;
    }

    Listing run(char separator) {
        boolean counted = list(true);
        var selectable =
                mailboxes.values().stream().filter(MailboxInfo::selectable).toList();
        if (!counted && selectable.size() <= MOST_STATUS) {
            status(selectable);
        }
        var entries = mailboxes.values().stream()
                .map(mailbox -> new Entry(mailbox, counts.get(ImapClient.inbox(mailbox.name()))))
                .toList();
        return new Listing(separator, entries, complete);
    }

    /** Without figures. */
    List<MailboxInfo> mailboxes() {
        list(false);
        return List.copyOf(mailboxes.values());
    }

    /** Whether the figures came along. */
    private boolean list(boolean figures) {
        boolean extended = wire.hasCapability("LIST-EXTENDED");
        boolean counted = figures && extended && wire.hasCapability("LIST-STATUS");
        boolean special = extended && wire.hasCapability("SPECIAL-USE");
        if (counted || special) {
            var options = (special ? "SPECIAL-USE" : "")
                    + (special && counted ? " " : "")
                    + (counted ? "STATUS " + FIGURES : "");
            if (ask("LIST \"\" \"*\" RETURN (" + options + ")").isEmpty()) {
                return counted;
            }
            mailboxes.clear(); // it does not do what it says it can
        }
        // The way to ask for special use before RFC 6154.
        var plain = wire.hasCapability("XLIST") && !wire.hasCapability("SPECIAL-USE") ? "XLIST" : "LIST";
        ask(plain + " \"\" \"*\"").ifPresent(refusal -> {
            throw wire.refused("list the mailboxes", refusal);
        });
        return false;
    }

    /** The server's refusal, if it refuses. */
    private Optional<Response> ask(String command) {
        return exchange(List.of(new Command(command, null)).iterator());
    }

    /** A mailbox whose STATUS is refused, which may have been deleted meanwhile, stays without figures. */
    private void status(List<MailboxInfo> selectable) {
        exchange(selectable.stream()
                .map(MailboxInfo::name)
                .filter(ListingFetch::fitsOneLine)
                .map(name -> new Command("STATUS", name))
                .iterator());
    }

    /** The library sends other names as literals, and in a pipeline the server's go-ahead for one cannot be told apart. */
    private static boolean fitsOneLine(String name) {
        return name.length() <= LONGEST_NAME && name.chars().noneMatch(Character::isISOControl);
    }

    private record Command(String text, @Nullable String mailbox) {}

    private Optional<Response> exchange(Iterator<Command> commands) {
        var inStep = false;
        try {
            var refusal = wire.ask("list the mailboxes", () -> converse(commands));
            inStep = true;
            return refusal;
        } finally {
            if (!inStep) {
                wire.hangUp();
            }
        }
    }

    /** The last refusal. */
    private Optional<Response> converse(Iterator<Command> commands) throws IOException, ProtocolException {
        var open = new HashSet<String>();
        var refusal = Optional.<Response>empty();
        while (commands.hasNext() || !open.isEmpty()) {
            while (open.size() < DEPTH && commands.hasNext()) {
                open.add(write(commands.next()));
            }
            var response = read();
            if (response == null) {
                complete = false;
            } else if (response.isTagged() && open.remove(response.getTag())) {
                refusal = response.isOK() ? refusal : Optional.of(response);
            } else if (response.isBYE()) {
                throw wire.bye(response);
            } else if (response instanceof IMAPResponse data) {
                take(data);
            }
        }
        return refusal;
    }

    private String write(Command command) throws IOException, ProtocolException {
        if (command.mailbox() == null) {
            return wire.writeCommand(command.text(), null);
        }
        var arguments = wire.mailboxName(command.mailbox());
        var figures = new Argument();
        for (var figure : FIGURES.replaceAll("[()]", "").split(" ")) {
            figures.writeAtom(figure);
        }
        arguments.writeArgument(figures);
        return wire.writeCommand(command.text(), arguments);
    }

    /** The next response, or null for one that was complete but made no sense. */
    private @Nullable Response read() throws IOException {
        try {
            return wire.readResponse();
        } catch (ProtocolException e) {
            return null;
        }
    }

    private void take(IMAPResponse data) {
        try {
            if (data.keyEquals("LIST") || data.keyEquals("XLIST")) {
                take(new ListInfo(data));
            } else if (data.keyEquals("STATUS")) {
                var status = new Status(data);
                counts.put(
                        ImapClient.inbox(status.mbox),
                        new Counts(
                                known(status.total),
                                known(status.unseen),
                                known(status.uidnext),
                                known(status.uidvalidity)));
            }
        } catch (ProtocolException | IndexOutOfBoundsException unreadable) {
            // The library runs off the end of an answer that is cut short. The next one is fine.
            complete = false;
        }
    }

    private void take(ListInfo listed) {
        if (listed.name == null || mailboxes.size() >= MOST_MAILBOXES && !mailboxes.containsKey(listed.name)) {
            complete = false;
        } else if (!listed.name.isEmpty()) {
            mailboxes.put(listed.name, MailboxInfo.of(listed));
        }
    }

    private static @Nullable Long known(long figure) {
        return figure < 0 ? null : figure;
    }
}
