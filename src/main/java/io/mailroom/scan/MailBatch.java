package io.mailroom.scan;

import io.mailroom.imap.MessageInfo;
import io.mailroom.imap.RawMessage;
import io.mailroom.mime.ParsedMessage;
import java.util.ArrayList;
import java.util.List;

/** Mails that are committed together, and what is already known of others in between. */
final class MailBatch {

    /** Enough to make the commit cheap, little enough to hold in memory a few times over. */
    private static final int MAILS = 200;

    private static final long BYTES = 8L << 20;

    /** A fetched and parsed mail. */
    record Arrived(MessageInfo info, RawMessage raw, ParsedMessage message) {}

    private final List<Arrived> arrived = new ArrayList<>();
    private final List<Handled> handled = new ArrayList<>();
    private long bytes;

    void add(Arrived mail) {
        arrived.add(mail);
        bytes += mail.raw().size();
    }

    void add(Handled mail) {
        handled.add(mail);
    }

    boolean full() {
        return arrived.size() + handled.size() >= MAILS || bytes >= BYTES;
    }

    boolean isEmpty() {
        return arrived.isEmpty() && handled.isEmpty();
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
    }
}
