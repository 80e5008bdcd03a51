package io.mailroom.scan;

import io.mailroom.db.Database;
import io.mailroom.imap.ImapClient;
import io.mailroom.imap.Mailbox;
import io.mailroom.imap.Removal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Does to the mails on the server what was recorded together with their items: after the commit, never before. What a
 * crash leaves undone is still recorded, and the next run does it first.
 */
final class Afterwards {

    static final String MOVE = "move";
    static final String DELETE = "delete";

    private static final int AT_ONCE = 1000;

    private final ScanTarget target;
    private final Database database;

    Afterwards(ScanTarget target, Database database) {
        this.target = target;
        this.database = database;
    }

    /** @return what the owner should know, if there is something */
    @Nullable
    String finish(ImapClient client, Mailbox mailbox, Ledger ledger) {
        var reached = Removal.REMOVED;
        for (var intentions = ledger.intentions(database, AT_ONCE);
                !intentions.isEmpty();
                intentions = ledger.intentions(database, AT_ONCE)) {
            for (var intention : intentions.entrySet()) {
                var removal = act(client, mailbox, intention.getKey(), intention.getValue());
                ledger.done(database, intention.getValue());
                reached = removal == Removal.FLAGGED ? removal : reached;
            }
        }
        return reached == Removal.REMOVED
                ? null
                : "The server cannot expunge single messages (no UIDPLUS): they are flagged as deleted, and stay until your"
                        + " mail program expunges the mailbox.";
    }

    private Removal act(ImapClient client, Mailbox mailbox, String action, List<Long> uids) {
        long[] set = uids.stream().mapToLong(Long::longValue).toArray();
        String moveTo = target.moveTo();
        if (action.equals(MOVE) && moveTo != null) {
            if (!client.exists(moveTo)) {
                client.create(moveTo);
            }
            return mailbox.move(set, moveTo);
        }
        if (action.equals(DELETE) && target.delete()) {
            return mailbox.delete(set);
        }
        return Removal.REMOVED; // the owner wants something else by now
    }
}
