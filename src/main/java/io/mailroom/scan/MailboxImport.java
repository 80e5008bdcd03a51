package io.mailroom.scan;

import io.mailroom.db.Database;
import io.mailroom.imap.HeaderSink;
import io.mailroom.imap.ImapClient;
import io.mailroom.imap.ImapException;
import io.mailroom.imap.Mailbox;
import io.mailroom.imap.MessageInfo;
import io.mailroom.imap.MessageSink;
import io.mailroom.imap.RawMessage;
import io.mailroom.item.Glob;
import io.mailroom.item.MailIntake;
import io.mailroom.mime.MessageParser;
import io.mailroom.mime.ParseLimits;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
        try (var mailbox = target.acts() ? client.select(name) : client.examine(name)) {
            var cursor = Cursor.open(database, target.taskId(), mailbox.name(), mailbox.uidValidity());
            var ledger = new Ledger(cursor, config.attempts(), clock);
            var storing = new Storing(target, mailbox.name(), run, ledger, intake, database, clock, committed);
            finish(client, mailbox, ledger);
            boolean more;
            try (var line = new CommitLine(storing::stage, storing::commit)) {
                var batches = new IntoBatches(line, memory);
                try {
                    retry(mailbox, cursor, storing, batches, budget);
                    more = takeAll(mailbox, cursor, storing, batches, budget, renewable, () -> {
                        finish(client, mailbox, ledger);
                    });
                } catch (ImapException e) {
                    batches.flush(); // what has arrived need not come again
                    throw e;
                }
                batches.flush();
                line.finish();
            }
            finish(client, mailbox, ledger);
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
        long[] uids = unseen(mailbox, cursor);
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
            budget.spend(take(mailbox, window, upTo, storing, batches));
            betweenWindows.run();
        }
        if (uids.length == 0 && mailbox.uidNext() - 1 > cursor.lastUid()) {
            storing.pass(mailbox.uidNext() - 1);
        }
        return false;
    }

    /** The UIDs that this task has not dealt with. Without new mail this asks the server nothing. */
    private long[] unseen(Mailbox mailbox, Cursor cursor) {
        if (mailbox.exists() == 0 || mailbox.uidNext() > 0 && mailbox.uidNext() - 1 <= cursor.lastUid()) {
            return new long[0];
        }
        // SINCE knows days in the server's zone: ask from the day before, and look at the time here.
        var since = target.cutoff(clock.instant())
                .map(cutoff -> cutoff.atOffset(ZoneOffset.UTC).toLocalDate().minusDays(1))
                .orElse(null);
        var known = cursor.known(database);
        return LongStream.of(mailbox.search(cursor.lastUid(), since))
                .filter(uid -> !known.contains(uid))
                .toArray();
    }

    /** What could not be fetched before. */
    private void retry(Mailbox mailbox, Cursor cursor, Storing storing, IntoBatches batches, Budget budget) {
        long[] due = cursor.due(database, clock.instant());
        if (due.length > 0) {
            budget.spend(take(mailbox, due, 0, storing, batches));
        }
    }

    /** @return how many mails of the window the task was interested in */
    private int take(Mailbox mailbox, long[] window, long upTo, Storing storing, IntoBatches batches) {
        var infos = new ArrayList<MessageInfo>(window.length);
        mailbox.overview(window, infos::add);
        long[] gone = without(window, infos);
        var cutoff = target.cutoff(clock.instant());
        var recent = cutoff.isEmpty()
                ? infos
                : infos.stream().filter(info -> isSince(info, cutoff.get())).toList();
        if (recent.isEmpty() && gone.length == 0) {
            storing.pass(upTo);
            return 0;
        }
        var pending = storing.pending();
        pending.expect(recent.stream().mapToLong(MessageInfo::uid).toArray(), upTo);
        pending.expect(gone, upTo);
        LongStream.of(gone).mapToObj(Handled::gone).forEach(batches::handled);
        mailbox.fetch(headerFilter(mailbox, recent, batches), batches);
        return recent.size();
    }

    /** Those of the window that left the mailbox since it was searched. */
    private static long[] without(long[] window, List<MessageInfo> infos) {
        Set<Long> there = new HashSet<>();
        infos.forEach(info -> there.add(info.uid()));
        return LongStream.of(window).filter(uid -> !there.contains(uid)).toArray();
    }

    private static boolean isSince(MessageInfo info, Instant cutoff) {
        return info.internalDate() == null || !info.internalDate().isBefore(cutoff);
    }

    /** Decides from headers alone what is worth fetching; without such a filter no header is fetched by itself. */
    private List<MessageInfo> headerFilter(Mailbox mailbox, List<MessageInfo> infos, IntoBatches batches) {
        Glob filter = target.subjectFilter();
        if (filter == null || infos.isEmpty()) {
            return infos;
        }
        Map<Long, MessageInfo> byUid = new HashMap<>();
        infos.forEach(info -> byUid.put(info.uid(), info));
        var wanted = new ArrayList<MessageInfo>();
        mailbox.fetchHeaders(infos.stream().mapToLong(MessageInfo::uid).toArray(), new HeaderSink() {
            @Override
            public void accept(long uid, ByteBuffer header) {
                if (filter.matches(MessageParser.header(header).subject())) {
                    wanted.add(byUid.get(uid));
                } else {
                    batches.handled(
                            Handled.filtered(uid, "subjectFilter", target.actOnAll() ? target.action() : null, 0));
                }
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
        if (!target.acts()) {
            return;
        }
        try {
            database.inTransaction(run::fence);
            String remark = new Afterwards(target, database).finish(client, mailbox, ledger);
            if (remark != null) {
                run.mailboxError(mailbox.name(), remark);
            }
        } catch (ImapException e) {
            if (e.temporary()) {
                throw e;
            }
            // The mails are safe here; what was to be done to them is recorded and tried again by the next run.
            run.mailboxError(mailbox.name(), String.valueOf(e.getMessage()));
        }
    }

    /** Parses mails as they arrive and gathers them into batches. */
    private static final class IntoBatches implements MessageSink {

        private final CommitLine line;
        private final MailMemory memory;
        private MailBatch batch;

        IntoBatches(CommitLine line, MailMemory memory) {
            this.line = line;
            this.memory = memory;
            this.batch = new MailBatch(memory.batchBytes());
        }

        @Override
        public void accept(MessageInfo message, RawMessage raw) {
            var mail = new MailBatch.Arrived(message, raw, MessageParser.parse(raw.bytes(), ParseLimits.DEFAULT));
            var release = memory.take(mail, this::flush);
            batch.add(mail);
            batch.onClose(release);
            flushIfFull();
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

        void flush() {
            if (!batch.isEmpty()) {
                var full = batch;
                batch = new MailBatch(memory.batchBytes());
                line.put(full);
            }
        }
    }
}
