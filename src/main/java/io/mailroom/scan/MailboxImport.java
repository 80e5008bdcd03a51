package io.mailroom.scan;

import io.mailroom.db.Database;
import io.mailroom.imap.ClaimedCopies;
import io.mailroom.imap.HeaderSink;
import io.mailroom.imap.ImapClient;
import io.mailroom.imap.ImapException;
import io.mailroom.imap.Mailbox;
import io.mailroom.imap.MessageInfo;
import io.mailroom.imap.MessageSink;
import io.mailroom.imap.RawMessage;
import io.mailroom.item.MailIntake;
import io.mailroom.mime.MessageParser;
import io.mailroom.mime.ParseLimits;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * Imports what is new in one mailbox. Blocking from top to bottom; runs on a virtual thread.
 *
 * <p>Mails are fetched in windows. Every mail of a window ends in the ledger, whatever becomes of it; items, ledger and
 * cursor are committed together, and only then is anything done to the mails on the server.
 */
final class MailboxImport {

    private static final int WINDOW = 500;

    private final ScanTarget target;
    private final Run run;
    private final ScanConfig config;
    private final MailMemory memory;
    private final MailIntake intake;
    private final Database database;
    private final Clock clock;
    private final Consumer<Handled> committed;
    private final ClaimedCopies claimed = new ClaimedCopies();

    /** Whether what is to be done on the server may have been begun already: by an earlier run, or before a refusal. */
    private boolean begun;

    MailboxImport(
            ScanTarget target,
            Run run,
            ScanConfig config,
            MailMemory memory,
            MailIntake intake,
            Database database,
            Clock clock,
            Consumer<Handled> committed) {
        this.target = target;
        this.run = run;
        this.config = config;
        this.memory = memory;
        this.intake = intake;
        this.database = database;
        this.clock = clock;
        this.committed = committed;
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
            var storing = new Storing(target, mailbox.name(), run, ledger, intake, database, clock, committed);
            finish(client, mailbox, ledger);
            boolean more;
            try (var line = new CommitLine(storing::stage, storing::commit)) {
                var batches = new IntoBatches(target, line, memory);
                try {
                    more = again(mailbox, cursor, storing, batches, budget);
                    if (budget.spent() > 0) {
                        finish(client, mailbox, ledger);
                    }
                    more |= takeAll(
                            mailbox,
                            cursor,
                            storing,
                            batches,
                            budget,
                            renewable,
                            () -> finish(client, mailbox, ledger));
                } catch (ImapException e) {
                    batches.flush(); // what has arrived need not come again
                    throw e;
                }
                batches.flush();
                line.finish();
            }
            if (budget.spent() > 0) {
                finish(client, mailbox, ledger);
            }
            return more;
        }
    }

    private boolean takeAll(
            Mailbox mailbox,
            Cursor cursor,
            Storing storing,
            IntoBatches batches,
            Budget budget,
            boolean renewable,
            Runnable betweenWindows) {
        long[] uids = cursor.unseen(mailbox, target, database, clock.instant());
        int next = 0;
        while (next < uids.length) {
            if (budget.mails() == 0) {
                if (!renewable || !budget.renew()) {
                    return true;
                }
                batches.endRun();
            }
            int size = (int) Math.min(WINDOW, Math.min(uids.length - next, budget.mails()));
            long[] window = Arrays.copyOfRange(uids, next, next + size);
            next += size;
            // Past the last one there is nothing but what the search has left out on purpose.
            long upTo = next == uids.length ? Math.max(window[size - 1], mailbox.uidNext() - 1) : window[size - 1];
            budget.spend(take(mailbox, window, upTo, target.cutoff(clock.instant()), storing, batches));
            betweenWindows.run();
        }
        if (uids.length == 0 && mailbox.uidNext() - 1 > cursor.lastUid()) {
            storing.pass(mailbox.uidNext() - 1);
        }
        return false;
    }

    /** Without CONDSTORE where flags decide nothing: the less a server is asked for, the less it can get wrong. */
    private Mailbox open(ImapClient client, String name) {
        if (target.rules().askForFlags()) {
            return target.actions().act() ? client.selectWithModSeq(name) : client.examineWithModSeq(name);
        }
        return target.actions().act() ? client.select(name) : client.examine(name);
    }

    /**
     * What could not be fetched before, and what was left out for flags that it has got since. When it arrived has been
     * looked at then: a mail that could not be fetched for days is not forgotten for its age.
     *
     * @return whether mails were left for want of budget
     */
    private boolean again(Mailbox mailbox, Cursor cursor, Storing storing, IntoBatches batches, Budget budget) {
        long[] due = cursor.due(database, clock.instant());
        while (due.length > 0) {
            if (again(mailbox, due, storing, batches, budget)) {
                return true;
            }
            due = cursor.due(database, clock.instant());
        }
        if (again(mailbox, cursor.flaggedSince(mailbox, target.rules(), database), storing, batches, budget)) {
            return true;
        }
        cursor.flagsSeen(mailbox, target.rules(), database);
        return false;
    }

    /** Waits for the commit: what is left to do is read from the ledger. */
    private boolean again(Mailbox mailbox, long[] uids, Storing storing, IntoBatches batches, Budget budget) {
        int next = 0;
        while (next < uids.length && budget.mails() > 0) {
            int size = (int) Math.min(WINDOW, Math.min(uids.length - next, budget.mails()));
            long[] window = Arrays.copyOfRange(uids, next, next + size);
            budget.spend(take(mailbox, window, 0, Optional.empty(), storing, batches));
            next += size;
        }
        if (next > 0) {
            batches.settle();
        }
        return next < uids.length;
    }

    /** @return how many mails of the window the task was interested in */
    private int take(
            Mailbox mailbox, long[] window, long upTo, Optional<Instant> cutoff, Storing storing, IntoBatches batches) {
        var infos = new ArrayList<MessageInfo>(window.length);
        mailbox.overview(window, infos::add);
        long[] gone = without(window, infos);
        var recent = cutoff.isEmpty()
                ? infos
                : infos.stream().filter(info -> info.arrivedSince(cutoff.get())).toList();
        if (recent.isEmpty() && gone.length == 0) {
            storing.pass(upTo);
            return 0;
        }
        var pending = storing.pending();
        pending.expect(recent.stream().mapToLong(MessageInfo::uid).toArray(), upTo);
        pending.expect(gone, upTo);
        LongStream.of(gone).mapToObj(Handled::gone).forEach(batches::handled);
        mailbox.fetch(headerFilter(mailbox, outsideFilter(recent, batches), batches), batches);
        return recent.size();
    }

    /** Those of the window that left the mailbox since it was searched. */
    private static long[] without(long[] window, List<MessageInfo> infos) {
        Set<Long> there = new HashSet<>();
        infos.forEach(info -> there.add(info.uid()));
        return LongStream.of(window).filter(uid -> !there.contains(uid)).toArray();
    }

    /** Decides from size and flags. */
    private List<MessageInfo> outsideFilter(List<MessageInfo> infos, IntoBatches batches) {
        var wanted = new ArrayList<MessageInfo>();
        for (var info : infos) {
            target.rules()
                    .excluding(info)
                    .ifPresentOrElse(rule -> batches.filtered(info.uid(), rule, 0), () -> wanted.add(info));
        }
        return wanted;
    }

    /** Decides from headers alone what is worth fetching; without such a filter no header is fetched by itself. */
    private List<MessageInfo> headerFilter(Mailbox mailbox, List<MessageInfo> infos, IntoBatches batches) {
        if (!target.rules().askForHeaders() || infos.isEmpty()) {
            return infos;
        }
        Map<Long, MessageInfo> byUid = new HashMap<>();
        infos.forEach(info -> byUid.put(info.uid(), info));
        var wanted = new ArrayList<MessageInfo>();
        mailbox.fetchHeaders(infos.stream().mapToLong(MessageInfo::uid).toArray(), new HeaderSink() {
            @Override
            public void accept(long uid, ByteBuffer header) {
                target.rules()
                        .excluding(MessageParser.header(header))
                        .ifPresentOrElse(
                                rule -> batches.filtered(uid, rule, 0),
                                () -> wanted.add(Objects.requireNonNull(byUid.get(uid))));
            }

            @Override
            public void gone(long uid) {
                batches.handled(Handled.gone(uid));
            }

            @Override
            public void unreadable(long uid, ImapException cause) {
                batches.handled(Handled.failed(uid, String.valueOf(cause.getMessage())));
            }
        });
        return wanted;
    }

    private void finish(ImapClient client, Mailbox mailbox, Ledger ledger) {
        if (!target.actions().act()) {
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
            if (e.temporary()) {
                throw e;
            }
            begun = true;
            // The mails are safe here; what was to be done to them is recorded and tried again by the next run.
            run.mailboxError(mailbox.name(), String.valueOf(e.getMessage()));
        }
    }

    /** Parses mails as they arrive and gathers them into batches. */
    private static final class IntoBatches implements MessageSink {

        private final ScanTarget target;
        private final CommitLine line;
        private final MailMemory memory;
        private MailBatch batch;

        IntoBatches(ScanTarget target, CommitLine line, MailMemory memory) {
            this.target = target;
            this.line = line;
            this.memory = memory;
            this.batch = new MailBatch(memory.batchBytes());
        }

        @Override
        public void accept(MessageInfo message, RawMessage raw) {
            var parsed = MessageParser.parse(raw.bytes(), ParseLimits.DEFAULT);
            var excluded = target.rules().excluding(parsed, raw.bytes());
            if (excluded.isPresent()) {
                raw.close();
                filtered(message.uid(), excluded.get(), raw.size());
            } else {
                var mail = new MailBatch.Arrived(message, raw, parsed);
                var release = memory.take(mail, this::flush);
                batch.add(mail);
                batch.onClose(release);
                flushIfFull();
            }
        }

        void filtered(long uid, Rule rule, long bytes) {
            handled(Handled.filtered(uid, rule, target.actions().filtered(), bytes));
        }

        @Override
        public void gone(MessageInfo message) {
            handled(Handled.gone(message.uid()));
        }

        @Override
        public void unreadable(MessageInfo message, ImapException cause) {
            handled(Handled.failed(message.uid(), String.valueOf(cause.getMessage())));
        }

        void handled(Handled mail) {
            batch.add(mail);
            flushIfFull();
        }

        private void flushIfFull() {
            if (batch.full()) {
                flush();
            }
        }

        void endRun() {
            batch.endRun();
            flush();
        }

        /** Waits until everything so far is committed. */
        void settle() {
            flush();
            line.settle();
        }

        void flush() {
            if (!batch.isEmpty()) {
                var full = batch;
                batch = new MailBatch(memory.batchBytes());
                line.put(full);
            }
        }
    }
}
