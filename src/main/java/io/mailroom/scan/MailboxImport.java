package io.mailroom.scan;

import io.mailroom.db.Database;
import io.mailroom.imap.ClaimedCopies;
import io.mailroom.imap.ImapClient;
import io.mailroom.imap.ImapException;
import io.mailroom.imap.Mailbox;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Imports what is new in one mailbox. Blocking from top to bottom; runs on a virtual thread.
 *
 * <p>Mails are fetched in windows. Every mail of a window ends in the ledger, whatever becomes of it; items, ledger and
 * cursor are committed together, and only then is anything done to the mails on the server.
 */
final class MailboxImport {

    private final ScanTarget target;
    private final Run run;
    private final ScanConfig config;
    private final MailMemory memory;
    private final Arrivals arrivals;
    private final Database database;
    private final Clock clock;
    private final Consumer<Handled> committed;
    private final Backlog backlog;
    private final ClaimedCopies claimed = new ClaimedCopies();

    private @Nullable Instant silentUntil;

    /** Whether what is to be done on the server may have been begun already: by an earlier run, or before a refusal. */
    private boolean begun;

    MailboxImport(
            ScanTarget target,
            Run run,
            ScanConfig config,
            MailMemory memory,
            Arrivals arrivals,
            Database database,
            Clock clock,
            Consumer<Handled> committed,
            Backlog backlog) {
        this.target = target;
        this.run = run;
        this.config = config;
        this.memory = memory;
        this.arrivals = arrivals;
        this.database = database;
        this.clock = clock;
        this.committed = committed;
        this.backlog = backlog;
    }

    /**
     * @param renewable whether this mailbox is the only one that has anything left, so that one run may follow another
     *     without what is under way being waited for
     * @return whether mails were left for want of budget
     */
    boolean run(ImapClient client, String name, Budget budget, boolean renewable) {
        begun = true;
        try (var mailbox = open(client, name)) {
            var cursor = Cursor.open(database, target.taskId(), mailbox.name(), mailbox.uidValidity());
            var ledger =
                    new Ledger(cursor, run, config.attempts(), target.actions().failed(), clock);
            var counted = committed.andThen(mail -> backlog.dealtWith(target.taskId(), mailbox.name(), 1));
            var storing = new Storing(target, mailbox.name(), run, ledger, arrivals, database, counted);
            finish(client, mailbox, cursor, ledger);
            boolean more;
            try (var line = new CommitLine(storing::stage, storing::commit)) {
                var batches = new IntoBatches(target, line, memory);
                var windows = new Windows(target, mailbox, cursor, storing, batches, budget, database, clock, backlog);
                try {
                    more = windows.takeAgain();
                    if (budget.spent() > 0) {
                        finish(client, mailbox, cursor, ledger);
                    }
                    more |= windows.takeNew(renewable, () -> finish(client, mailbox, cursor, ledger));
                } catch (ImapException e) {
                    batches.flush(); // what has arrived need not come again
                    throw e;
                }
                batches.flush();
                line.finish();
            }
            if (budget.spent() > 0) {
                finish(client, mailbox, cursor, ledger);
            }
            return more;
        }
    }

    /** Without CONDSTORE where flags decide nothing: the less a server is asked for, the less it can get wrong. */
    private Mailbox open(ImapClient client, String name) {
        if (target.rules().askForFlags()) {
            return target.actions().act() ? client.selectWithModSeq(name) : client.examineWithModSeq(name);
        }
        return target.actions().act() ? client.select(name) : client.examine(name);
    }

    private void finish(ImapClient client, Mailbox mailbox, Cursor cursor, Ledger ledger) {
        if (!target.actions().act() || isSilent(mailbox, cursor)) {
            return;
        }
        try {
            database.inTransaction(run::fence);
            String remark = new Afterwards(target, database, claimed).finish(client, mailbox, ledger, begun);
            begun = false;
            if (remark != null) {
                run.mailboxError(mailbox.name(), remark);
            }
        } catch (ImapException e) {
            if (e.reason() == ImapException.Reason.TIMEOUT) {
                cursor.fellSilent(database, clock.instant().plus(config.silence()));
            }
            if (e.temporary()) {
                throw e;
            }
            begun = true;
            // The mails are safe here; what was to be done to them is recorded and tried again by the next run.
            run.mailboxError(mailbox.name(), String.valueOf(e.getMessage()));
        }
    }

    /**
     * A server that did not answer a move in time may be frozen in the middle of it, and finish it once it thaws: to repeat
     * it meanwhile would double what it has copied and not yet shown.
     */
    private boolean isSilent(Mailbox mailbox, Cursor cursor) {
        var until = cursor.silentUntil();
        if (until == null || !clock.instant().isBefore(until)) {
            return false;
        }
        if (silentUntil == null || silentUntil.isBefore(until)) {
            silentUntil = until;
        }
        run.mailboxError(
                mailbox.name(),
                "The server did not answer when it was last told to move, delete or flag mails here. It may still be at"
                        + " it, so what is left of that is done after "
                        + until.truncatedTo(ChronoUnit.SECONDS) + ".");
        return true;
    }

    /** When what had to wait for a silent server can be done; empty when nothing had to. */
    Optional<Instant> silentUntil() {
        return Optional.ofNullable(silentUntil);
    }
}
