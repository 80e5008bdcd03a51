package io.mailroom.scan;

import io.mailroom.db.Database;
import io.mailroom.imap.ClaimedCopies;
import io.mailroom.imap.ImapClient;
import io.mailroom.imap.Mailbox;
import io.mailroom.imap.MailboxInfo;
import io.mailroom.imap.Removal;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Does to the mails on the server what was recorded together with their items: after the commit, never before. What a
 * crash leaves undone is still recorded, and the next run does it first.
 */
final class Afterwards {

    private static final int AT_ONCE = 1000;

    private static final String NO_UIDPLUS =
            "The server cannot expunge single messages (no UIDPLUS): they are flagged as deleted, and stay until your mail"
                    + " program expunges the mailbox.";
    private static final String NO_TRASH =
            "The server marks no mailbox as its trash (RFC 6154), so nothing was moved there. Choose another action, such"
                    + " as move with the name of a mailbox.";

    private final ScanTarget target;
    private final Database database;
    private final ClaimedCopies claimed;

    /** What the server cannot do; it stays recorded. */
    private final Set<String> impossible = new HashSet<>();

    private final Set<String> remarks = new TreeSet<>();

    Afterwards(ScanTarget target, Database database, ClaimedCopies claimed) {
        this.target = target;
        this.database = database;
        this.claimed = claimed;
    }

    /**
     * @param begun whether what is open may have been begun before, and was cut short
     * @return what the owner should know, if there is something
     */
    @Nullable
    String finish(ImapClient client, Mailbox mailbox, Ledger ledger, boolean begun) {
        for (var intentions = ledger.intentions(database, AT_ONCE, impossible);
                !intentions.isEmpty();
                intentions = ledger.intentions(database, AT_ONCE, impossible)) {
            for (var intention : intentions.entrySet()) {
                act(client, mailbox, intention.getKey(), intention.getValue(), begun);
                if (!impossible.contains(intention.getKey().action())) {
                    ledger.done(database, intention.getValue());
                }
            }
        }
        return remarks.isEmpty() ? null : String.join(" ", remarks);
    }

    private void act(ImapClient client, Mailbox mailbox, Ledger.Intention intention, List<Long> uids, boolean begun) {
        var action = target.actions().of(intention.fate());
        if (!intention.action().equals(action.noted())) {
            return; // the owner wants something else by now
        }
        long[] set = uids.stream().mapToLong(Long::longValue).toArray();
        switch (action.kind()) {
            case MOVE -> move(client, mailbox, set, Objects.requireNonNull(action.argument()), begun);
            case TRASH ->
                trash(client.list()).ifPresentOrElse(trash -> move(client, mailbox, set, trash, begun), () -> {
                    impossible.add(intention.action());
                    remarks.add(NO_TRASH);
                });
            case DELETE -> told(mailbox.delete(set));
            case READ, FLAG, KEYWORD -> mailbox.flag(set, action.flag().orElseThrow());
            case NOTHING -> throw new IllegalStateException("nothing is never recorded");
        }
    }

    private void move(ImapClient client, Mailbox mailbox, long[] uids, String moveTo, boolean begun) {
        if (!client.exists(moveTo)) {
            client.create(moveTo);
        }
        told(begun ? mailbox.moveAgain(uids, moveTo, claimed) : mailbox.move(uids, moveTo));
    }

    private void told(Removal removal) {
        if (removal == Removal.FLAGGED) {
            remarks.add(NO_UIDPLUS);
        }
    }

    static Optional<String> trash(List<MailboxInfo> listed) {
        return listed.stream()
                .filter(mailbox -> mailbox.selectable() && mailbox.has("\\Trash"))
                .map(MailboxInfo::name)
                .findFirst();
    }
}
