package io.mailroom.scan;

import io.mailroom.imap.MessageInfo;
import io.mailroom.imap.RawMessage;
import io.mailroom.mime.ParsedMessage;
import java.util.ArrayList;
import java.util.List;

/** Mails that are committed together, and what is already known of others in between. */
final class MailBatch {

    /** Enough to make the commit cheap. */
    private static final int MAILS = 200;

    /** A fetched and parsed mail. */
    record Arrived(MessageInfo info, RawMessage raw, ParsedMessage message) {}

    private final long mostBytes;
    private final List<Arrived> arrived = new ArrayList<>();
    private final List<Handled> handled = new ArrayList<>();
    private final List<Runnable> onClose = new ArrayList<>();
    private long bytes;
    private boolean endsRun;

    /** @param mostBytes little enough to hold a few batches in memory */
    MailBatch(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    void add(Arrived mail) {
        arrived.add(mail);
        bytes += mail.raw().size();
    }

    void add(Handled mail) {
        handled.add(mail);
    }

    /** What was taken for its mails and is given back with them. */
    void onClose(Runnable release) {
        onClose.add(release);
    }

    /** What comes behind it belongs to the next run. */
    void endRun() {
        endsRun = true;
    }

    boolean endsRun() {
        return endsRun;
    }

    boolean full() {
        return arrived.size() + handled.size() >= MAILS || bytes >= mostBytes;
    }

    boolean isEmpty() {
        return arrived.isEmpty() && handled.isEmpty() && !endsRun;
    }

    List<Arrived> arrived() {
        return arrived;
    }

    List<Handled> handled() {
        return handled;
    }

    /** Frees the bytes of its mails. */
    void close() {
        arrived.forEach(mail -> mail.raw().close());
        onClose.forEach(Runnable::run);
        onClose.clear();
    }
}
