package io.mailroom.item;

import io.mailroom.blob.ByteSource;
import io.mailroom.blob.Spool;
import io.mailroom.item.UploadReport.Fate;
import io.mailroom.item.UploadReport.Kind;
import io.mailroom.mime.MboxReader;
import io.mailroom.mime.MessageParser;
import io.mailroom.mime.ParseLimits;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/** Mails of one archive that are committed together; what became of each is told in their order. */
final class ArchiveBatch implements AutoCloseable {

    /** Enough to make the commit cheap, little enough to hold in memory. */
    private static final int MAILS = 200;

    private static final long BYTES = 8L << 20;

    /** A parsed mail that is to become an item. */
    record Mail(String archive, int position, IncomingMail incoming) {

        Fate became(Outcome outcome) {
            return Fate.of(archive, position, outcome);
        }

        Fate failed(String reason) {
            return Fate.of(archive, position, Kind.FAILED, null, reason);
        }
    }

    private final String archive;
    private final UploadMeta meta;
    private final Clock clock;
    private final List<Spool> spools = new ArrayList<>();
    private final List<Mail> mails = new ArrayList<>();
    private final TreeMap<Integer, Fate> fates = new TreeMap<>();
    private int position;
    private long bytes;

    ArchiveBatch(String archive, UploadMeta meta, Clock clock) {
        this.archive = archive;
        this.meta = meta;
        this.clock = clock;
    }

    /** Takes the next mail; false where there is none. */
    boolean add(MboxReader mbox) throws IOException {
        var spool = new Spool();
        spools.add(spool);
        var envelope = mbox.next(spool);
        if (envelope.isEmpty()) {
            return false;
        }
        position++;
        if (spool.tooLarge()) {
            fates.put(position, Fate.of(archive, position, Kind.FAILED, null, "It is larger than 2 GB."));
            return true;
        }
        var raw = spool.finish();
        bytes += raw.hasArray() ? raw.remaining() : 0;
        var message = MessageParser.parse(raw.duplicate(), ParseLimits.DEFAULT);
        var received = Objects.requireNonNullElseGet(envelope.get().received(), clock::instant);
        meta.incoming(message, ByteSource.of(raw), received)
                .ifPresentOrElse(
                        incoming -> mails.add(new Mail(archive, position, incoming)),
                        () -> fates.put(position, Fate.of(archive, position, Kind.FILTERED, null, meta.filteredBy())));
        return true;
    }

    boolean full() {
        return spools.size() >= MAILS || bytes >= BYTES;
    }

    List<Mail> mails() {
        return List.copyOf(mails);
    }

    void settle(Mail mail, Fate fate) {
        fates.put(mail.position(), fate);
    }

    List<Fate> fates() {
        return List.copyOf(fates.values());
    }

    /** Frees the bytes of its mails, and begins anew. */
    void clear() throws IOException {
        close();
        spools.clear();
        mails.clear();
        fates.clear();
        bytes = 0;
    }

    @Override
    public void close() throws IOException {
        for (var spool : spools) {
            spool.close();
        }
    }
}
