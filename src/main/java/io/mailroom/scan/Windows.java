package io.mailroom.scan;

import io.mailroom.db.Database;
import io.mailroom.imap.HeaderSink;
import io.mailroom.imap.ImapException;
import io.mailroom.imap.Mailbox;
import io.mailroom.imap.MessageInfo;
import io.mailroom.mime.MessageParser;
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
import java.util.stream.LongStream;

/** Fetches one mailbox in windows: of each mail as much as it takes to decide what becomes of it. Blocking. */
final class Windows {

    /** Mails asked for at a time. */
    private static final int WINDOW = 500;

    private final ScanTarget target;
    private final Mailbox mailbox;
    private final Cursor cursor;
    private final Storing storing;
    private final IntoBatches batches;
    private final Budget budget;
    private final Database database;
    private final Clock clock;
    private final Backlog backlog;

    Windows(
            ScanTarget target,
            Mailbox mailbox,
            Cursor cursor,
            Storing storing,
            IntoBatches batches,
            Budget budget,
            Database database,
            Clock clock,
            Backlog backlog) {
        this.target = target;
        this.mailbox = mailbox;
        this.cursor = cursor;
        this.storing = storing;
        this.batches = batches;
        this.budget = budget;
        this.database = database;
        this.clock = clock;
        this.backlog = backlog;
    }

    /**
     * What is new.
     *
     * @param renewable see {@link MailboxImport#run}
     * @return whether mails were left for want of budget
     */
    boolean takeNew(boolean renewable, Runnable betweenWindows) {
        long[] uids = cursor.unseen(mailbox, target, database, clock.instant());
        backlog.found(target.taskId(), mailbox.name(), uids.length);
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
            budget.spend(take(window, upTo, target.cutoff(clock.instant())));
            betweenWindows.run();
        }
        if (uids.length == 0 && mailbox.uidNext() - 1 > cursor.lastUid()) {
            storing.pass(mailbox.uidNext() - 1);
        }
        return false;
    }

    /**
     * What could not be fetched before, and what was left out for flags that it has got since. When it arrived has been
     * looked at then: a mail that could not be fetched for days is not forgotten for its age.
     *
     * @return whether mails were left for want of budget
     */
    boolean takeAgain() {
        long[] due = cursor.due(database, clock.instant());
        while (due.length > 0) {
            if (again(due)) {
                return true;
            }
            due = cursor.due(database, clock.instant());
        }
        if (again(cursor.flaggedSince(mailbox, target.rules(), database))) {
            return true;
        }
        cursor.flagsSeen(mailbox, target.rules(), database);
        return false;
    }

    /** Waits for the commit: what is left to do is read from the ledger. */
    private boolean again(long[] uids) {
        int next = 0;
        while (next < uids.length && budget.mails() > 0) {
            int size = (int) Math.min(WINDOW, Math.min(uids.length - next, budget.mails()));
            long[] window = Arrays.copyOfRange(uids, next, next + size);
            budget.spend(take(window, 0, Optional.empty()));
            next += size;
        }
        if (next > 0) {
            batches.settle();
        }
        return next < uids.length;
    }

    /** @return how many mails of the window the task was interested in */
    private int take(long[] window, long upTo, Optional<Instant> cutoff) {
        var infos = new ArrayList<MessageInfo>(window.length);
        mailbox.overview(window, infos::add);
        long[] gone = without(window, infos);
        var recent = cutoff.isEmpty()
                ? infos
                : infos.stream().filter(info -> info.arrivedSince(cutoff.get())).toList();
        backlog.dealtWith(target.taskId(), mailbox.name(), infos.size() - recent.size());
        if (recent.isEmpty() && gone.length == 0) {
            storing.pass(upTo);
            return 0;
        }
        var pending = storing.pending();
        pending.expect(recent.stream().mapToLong(MessageInfo::uid).toArray(), upTo);
        pending.expect(gone, upTo);
        LongStream.of(gone).mapToObj(Handled::gone).forEach(batches::handled);
        mailbox.fetch(headerFilter(outsideFilter(recent)), batches);
        return recent.size();
    }

    /** Those of the window that left the mailbox since it was searched. */
    private static long[] without(long[] window, List<MessageInfo> infos) {
        Set<Long> there = new HashSet<>();
        infos.forEach(info -> there.add(info.uid()));
        return LongStream.of(window).filter(uid -> !there.contains(uid)).toArray();
    }

    /** Decides from size and flags. */
    private List<MessageInfo> outsideFilter(List<MessageInfo> infos) {
        var wanted = new ArrayList<MessageInfo>();
        for (var info : infos) {
            target.rules()
                    .excluding(info)
                    .ifPresentOrElse(rule -> batches.filtered(info.uid(), rule, 0), () -> wanted.add(info));
        }
        return wanted;
    }

    /** Decides from headers alone what is worth fetching; without such a filter no header is fetched by itself. */
    private List<MessageInfo> headerFilter(List<MessageInfo> infos) {
        if (!target.rules().askForHeaders() || infos.isEmpty()) {
            return infos;
        }
        Map<Long, MessageInfo> byUid = new HashMap<>();
        infos.forEach(info -> byUid.put(info.uid(), info));
        var wanted = new ArrayList<MessageInfo>();
        mailbox.fetchHeaders(infos.stream().mapToLong(MessageInfo::uid).toArray(), new HeaderSink() {
            @Override
            public void accept(long uid, ByteBuffer header) {
                target.excluding(MessageParser.header(header))
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
}
