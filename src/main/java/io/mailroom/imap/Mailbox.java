package io.mailroom.imap;

import io.mailroom.imap.ImapException.Reason;
import jakarta.mail.Flags;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.eclipse.angus.mail.iap.ByteArray;
import org.eclipse.angus.mail.iap.Response;
import org.eclipse.angus.mail.imap.protocol.IMAPResponse;
import org.jspecify.annotations.Nullable;

/**
 * An opened mailbox (RFC 9051 section 3.3). Blocking, for one thread. Its UIDs mean something only together with its
 * {@link #uidValidity()}. Opening another mailbox of the same client closes this one.
 */
public final class Mailbox implements AutoCloseable {

    /** The highest UID there can be (RFC 9051 section 2.3.1.1). */
    private static final long LAST_UID = 0xFFFF_FFFFL;

    private static final int OVERVIEW_WINDOW = 1000;
    private static final DateTimeFormatter SEARCH_DATE = DateTimeFormatter.ofPattern("d-MMM-uuuu", Locale.ENGLISH);

    private final Wire wire;
    private final Limits limits;
    private final String name;
    private final org.eclipse.angus.mail.imap.protocol.MailboxInfo opened;
    private final boolean writable;
    private boolean closed;

    Mailbox(
            Wire wire,
            Limits limits,
            String name,
            org.eclipse.angus.mail.imap.protocol.MailboxInfo opened,
            boolean writable) {
        this.wire = wire;
        this.limits = limits;
        this.name = name;
        this.opened = opened;
        this.writable = writable;
    }

    public String name() {
        return name;
    }

    public long uidValidity() {
        return opened.uidvalidity;
    }

    /** As it was on opening; -1 if the server did not say. */
    public long uidNext() {
        return opened.uidnext;
    }

    /** The number of messages on opening. */
    public int exists() {
        return opened.total;
    }

    /** As it was on opening (RFC 7162 section 3.1.2.1); -1 if the server keeps none, or was not asked. */
    public long highestModSeq() {
        return opened.highestmodseq;
    }

    /** The UIDs above {@code afterUid}, ascending, of messages that arrived on or after {@code since}. */
    public long[] search(long afterUid, @Nullable LocalDate since) {
        requireOpen();
        if (afterUid >= LAST_UID || exists() == 0) {
            return new long[0];
        }
        var criteria = "UID " + (afterUid + 1) + ":*" + (since == null ? "" : " SINCE " + SEARCH_DATE.format(since));
        return search(criteria).filter(uid -> uid > afterUid).toArray();
    }

    /** The UIDs up to {@code upToUid}, ascending, of messages that are flagged, or unread, or both. */
    public long[] searchFlags(long upToUid, boolean flagged, boolean unread) {
        requireOpen();
        if (upToUid < 1 || exists() == 0) {
            return new long[0];
        }
        return search("UID 1:" + upToUid + (flagged ? " FLAGGED" : "") + (unread ? " UNSEEN" : ""))
                .toArray();
    }

    /**
     * The UIDs, ascending, of messages with this Message-ID, as the server's index has it: that may be late.
     *
     * @param messageId without its angle brackets
     */
    public long[] searchMessageId(String messageId) {
        requireOpen();
        if (!messageId.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '"' && c != '\\')) {
            throw new IllegalArgumentException("no Message-ID that can be asked for in one line");
        }
        return exists() == 0
                ? new long[0]
                : search("HEADER Message-ID \"<" + messageId + ">\"").toArray();
    }

    private LongStream search(String criteria) {
        return found(wire.command("search", "UID SEARCH " + criteria, null), 0)
                .sorted()
                .distinct();
    }

    /** "n:*" matches the last message even when its UID is below n (RFC 9051 section 6.4.9). */
    private static LongStream found(Response[] responses, long afterUid) {
        return Arrays.stream(responses)
                .filter(response -> response instanceof IMAPResponse found && found.keyEquals("SEARCH"))
                .flatMapToLong(response -> numbers((IMAPResponse) response))
                .filter(uid -> uid > afterUid);
    }

    /** The highest UID above {@code known}, asked of the server now; {@code known} when there is none. */
    public long newest(long known) {
        requireOpen();
        long newest = known;
        boolean told = true;
        // A mail may be told of behind a result that does not have it yet, and is then told of no more.
        for (int asked = 0; told && newest == known && known < LAST_UID && asked < 3; asked++) {
            var responses = wire.command("search", "UID SEARCH UID " + (known + 1) + ":*", null);
            newest = found(responses, known).max().orElse(known);
            told = Arrays.stream(responses).anyMatch(Idle::tellsOfMail);
        }
        return newest;
    }

    /**
     * Waits for new mail with IDLE, at most this long. Whatever comes of it, {@link #newest} knows what is there: servers
     * forget to tell.
     *
     * @return whether the server takes IDLE (RFC 2177) at all
     */
    public boolean idle(Duration most) {
        requireOpen();
        return wire.hasCapability("IDLE") && Idle.run(wire, most);
    }

    /** Lets the server look what has changed in the mailbox; a sign of life in both directions. */
    public void noop() {
        requireOpen();
        wire.tell("look for new mail", wire::noop);
    }

    private static LongStream numbers(IMAPResponse response) {
        var numbers = LongStream.builder();
        for (long number = response.readLong(); number != -1; number = response.readLong()) {
            numbers.add(number);
        }
        return numbers.build();
    }

    /** All messages with {@code afterUid < uid <= upToUid}, ascending, without their contents. */
    public void overview(long afterUid, long upToUid, Consumer<MessageInfo> consumer) {
        var uids = Arrays.stream(search(afterUid, null))
                .filter(uid -> uid <= upToUid)
                .toArray();
        overview(uids, consumer);
    }

    /** The given messages, ascending, without their contents; those no longer there are left out. */
    public void overview(long[] uids, Consumer<MessageInfo> consumer) {
        requireOpen();
        var sorted = Arrays.stream(uids).sorted().toArray();
        for (int from = 0; from < sorted.length; from += OVERVIEW_WINDOW) {
            var window = Arrays.copyOfRange(sorted, from, Math.min(from + OVERVIEW_WINDOW, sorted.length));
            new Overview(wire).of(window).forEach(consumer);
        }
    }

    /** Fetches header sections. The messages stay unread. */
    public void fetchHeaders(long[] uids, HeaderSink sink) {
        requireOpen();
        var messages = Arrays.stream(uids)
                .mapToObj(uid -> new MessageInfo(uid, 0, null, Set.of()))
                .toList();
        new BodyFetch(wire, "HEADER", limits).run(messages, new BodyFetch.Sink() {
            @Override
            public void accept(MessageInfo message, ByteArray bytes) {
                sink.accept(
                        message.uid(),
                        ByteBuffer.wrap(bytes.getBytes(), bytes.getStart(), bytes.getCount())
                                .slice()
                                .asReadOnlyBuffer());
            }

            @Override
            public void gone(MessageInfo message) {
                sink.gone(message.uid());
            }

            @Override
            public void unreadable(MessageInfo message, ImapException cause) {
                sink.unreadable(message.uid(), cause);
            }
        });
    }

    /**
     * Fetches whole messages; they stay unread. Ordinary ones come in the server's order, the big ones after them. If this
     * throws, the connection is gone, and the messages that the sink has not heard of are still to be fetched.
     */
    public void fetch(List<MessageInfo> messages, MessageSink sink) {
        requireOpen();
        var ordinary = new ArrayList<MessageInfo>();
        var large = new ArrayList<MessageInfo>();
        for (var message : messages) {
            if (message.size() > limits.refuseAbove()) {
                sink.unreadable(message, LargeFetch.tooLarge(wire, message, limits));
            } else {
                (message.size() > limits.streamAbove() ? large : ordinary).add(message);
            }
        }
        new BodyFetch(wire, "", limits).run(ordinary, new BodyFetch.Sink() {
            @Override
            public void accept(MessageInfo message, ByteArray bytes) {
                sink.accept(message, RawMessage.inMemory(bytes.getBytes(), bytes.getStart(), bytes.getCount()));
            }

            @Override
            public void gone(MessageInfo message) {
                sink.gone(message);
            }

            @Override
            public void unreadable(MessageInfo message, ImapException cause) {
                sink.unreadable(message, cause);
            }
        });
        for (var message : large) {
            LargeFetch.run(wire, message, limits, sink);
        }
    }

    /** Moves messages to another mailbox of this server (RFC 6851, or what it stands for). The target must exist. */
    public Removal move(long[] uids, String target) {
        requireWritable();
        if (uids.length == 0) {
            return Removal.REMOVED;
        }
        var result = Removal.REMOVED;
        for (var set : UidSet.of(uids)) {
            if (wire.hasCapability("MOVE")) {
                wire.command("move messages to " + target, "UID MOVE " + set, ImapClient.inbox(target));
            } else {
                wire.command("copy messages to " + target, "UID COPY " + set, ImapClient.inbox(target));
                result = expunge(set);
            }
        }
        return result;
    }

    /** Sets a flag, such as {@code \\Seen}, or a keyword (RFC 9051 section 2.3.2). */
    public void flag(long[] uids, String flag) {
        requireWritable();
        var kept = opened.permanentFlags;
        if (!flag.startsWith("\\") && kept != null && !kept.contains(flag) && !kept.contains(Flags.Flag.USER)) {
            throw new ImapException(
                    Reason.NOT_PERMITTED,
                    wire.server() + " lets nobody set the keyword " + flag + " in the mailbox " + name + ".");
        }
        for (var set : UidSet.of(uids)) {
            wire.command("flag messages", "UID STORE " + set + " +FLAGS.SILENT (" + flag + ")", null);
        }
    }

    /**
     * Like {@link #move}, for messages that may be in the target already because an earlier move was cut short between COPY
     * and EXPUNGE: such a message is only removed here. Opens the target, and then this mailbox again.
     */
    public Removal moveAgain(long[] uids, String target, ClaimedCopies claimed) {
        requireWritable();
        var messages = new ArrayList<MessageInfo>();
        overview(uids, messages::add);
        if (messages.isEmpty()) {
            return Removal.REMOVED;
        }
        var copied = copiesIn(target, messages, claimed);
        var others = messages.stream()
                .mapToLong(MessageInfo::uid)
                .filter(uid -> Arrays.binarySearch(copied, uid) < 0)
                .toArray();
        var moved = move(others, target);
        return copied.length == 0 ? moved : delete(copied);
    }

    /** Ascending. */
    private long[] copiesIn(String target, List<MessageInfo> messages, ClaimedCopies claimed) {
        var copies = new EarlierCopies(wire, claimed);
        var headers = copies.headers(messages);
        try {
            var there = wire.ask("open the mailbox " + target, () -> wire.examine(ImapClient.inbox(target)));
            return copies.of(messages, headers, new Mailbox(wire, limits, target, there, false));
        } catch (ImapException e) {
            if (wire.isClosed() || e.temporary()) {
                throw e;
            }
            return new long[0]; // a drop box: it takes messages, and nobody may look into it
        } finally {
            if (!wire.isClosed()) {
                reopen();
            }
        }
    }

    private void reopen() {
        var again = wire.ask("open the mailbox " + name, () -> wire.select(name));
        if (again.uidvalidity != opened.uidvalidity) {
            wire.hangUp(); // whatever is done next would be done to other messages
            throw new ImapException(Reason.UNAVAILABLE, wire.server() + " has just numbered " + name + " anew.");
        }
    }

    /** Deletes these messages and no others. */
    public Removal delete(long[] uids) {
        requireWritable();
        var result = Removal.REMOVED;
        for (var set : UidSet.of(uids)) {
            result = expunge(set);
        }
        return result;
    }

    private Removal expunge(String set) {
        wire.command("flag messages as deleted", "UID STORE " + set + " +FLAGS.SILENT (\\Deleted)", null);
        if (!wire.hasCapability("UIDPLUS")) {
            return Removal.FLAGGED;
        }
        wire.command("expunge messages", "UID EXPUNGE " + set, null);
        return Removal.REMOVED;
    }

    /** Without a word to the server: opening the next mailbox or logging out closes this one, and neither expunges. */
    @Override
    public void close() {
        closed = true;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("mailbox " + name + " is closed");
        }
    }

    private void requireWritable() {
        requireOpen();
        if (!writable) {
            throw new ImapException(
                    Reason.NOT_PERMITTED,
                    wire.server() + " lets us only read the mailbox " + name + ", not change it.");
        }
    }
}
