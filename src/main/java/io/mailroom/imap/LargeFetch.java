package io.mailroom.imap;

import io.mailroom.imap.ImapException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.Iterator;
import org.eclipse.angus.mail.imap.protocol.BODY;
import org.eclipse.angus.mail.imap.protocol.FetchResponse;
import org.eclipse.angus.mail.imap.protocol.UID;
import org.jspecify.annotations.Nullable;

/** Fetches one big message in pieces into a temporary file, so that its size is no matter of memory. */
final class LargeFetch implements Iterator<String> {

    static final int PIECE = 1 << 20;

    private final Wire wire;
    private final MessageInfo message;
    private final Limits limits;
    private final FileChannel file;

    private final BitSet received = new BitSet();
    private int asked;
    private long end = Long.MAX_VALUE;
    private long furthest;
    private boolean whole;
    private @Nullable ImapException fault;

    private LargeFetch(Wire wire, MessageInfo message, Limits limits, FileChannel file) {
        this.wire = wire;
        this.message = message;
        this.limits = limits;
        this.file = file;
    }

    static void run(Wire wire, MessageInfo message, Limits limits, MessageSink sink) {
        RawMessage raw;
        try {
            var path = Files.createTempFile("mailroom-", ".eml");
            try (var file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                var fetch = new LargeFetch(wire, message, limits, file);
                if (!fetch.complete(sink)) {
                    Files.delete(path);
                    return;
                }
                raw = RawMessage.inFile(path, file);
            } catch (IOException | RuntimeException e) {
                Files.deleteIfExists(path);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no room for a big message in the temporary directory", e);
        }
        sink.accept(message, raw);
    }

    /** Fetches; if there is nothing to hand on, says so to the sink. */
    private boolean complete(MessageSink sink) {
        var pipeline = new Pipeline(wire);
        try {
            pipeline.run(this, this::piece);
        } catch (ImapException e) {
            if (e.reason() == Reason.TOO_LARGE) {
                sink.unreadable(message, e); // known now, so that it is not met again on the next connection
            }
            throw e;
        }
        if (whole || fault == null && isComplete()) {
            return true;
        }
        if (fault != null) {
            sink.unreadable(message, fault);
        } else if (pipeline.doubt() != null) {
            sink.unreadable(message, pipeline.doubt());
        } else if (received.isEmpty()) {
            sink.gone(message);
        } else {
            sink.unreadable(
                    message,
                    new ImapException(
                            Reason.PROTOCOL, wire.server() + " left out parts of a big message.", null, null));
        }
        return false;
    }

    /** Every piece is there, up to the one that is shorter than the others (it may be empty), and nothing behind it. */
    private boolean isComplete() {
        return end != Long.MAX_VALUE && end > 0 && received.nextClearBit(0) > end / PIECE && furthest <= end;
    }

    /** A piece that stays unanswered stops the asking: the message is gone, or the end was never said. */
    @Override
    public boolean hasNext() {
        return !whole && fault == null && (long) asked * PIECE <= end && asked - received.cardinality() <= 1;
    }

    @Override
    public String next() {
        long from = (long) asked++ * PIECE;
        return "UID FETCH " + message.uid() + " (UID BODY.PEEK[]<" + from + "." + PIECE + ">)";
    }

    private void piece(FetchResponse fetched) {
        var uid = fetched.getItem(UID.class);
        var body = BodyFetch.body(fetched, "");
        if (uid == null || uid.uid != message.uid() || body == null || whole || fault != null) {
            return;
        }
        var bytes = body.getByteArray();
        int length = bytes == null ? 0 : bytes.getCount();
        long from = Math.max(0, body.getOrigin());
        if (from + length > limits.refuseAbove()) {
            fault = tooLarge(wire, message, limits);
            return;
        }
        if (bytes != null) {
            write(ByteBuffer.wrap(bytes.getBytes(), bytes.getStart(), length), from);
        }
        received(body, from, length);
    }

    private void received(BODY body, long from, int length) {
        if (body.getOrigin() < 0 || from == 0 && length > PIECE) {
            // Exchange answers a partial FETCH with the whole message now and then.
            whole = true;
            truncate(length);
        } else if (from % PIECE != 0 || length > PIECE) {
            fault = new ImapException(
                    Reason.PROTOCOL, wire.server() + " sent another part of a message than asked for.", null, null);
        } else {
            received.set(Math.toIntExact(from / PIECE));
            furthest = length == 0 ? furthest : Math.max(furthest, from + length);
            if (length < PIECE) {
                end = Math.min(end, from + length);
            }
        }
    }

    private void write(ByteBuffer bytes, long position) {
        try {
            while (bytes.hasRemaining()) {
                position += file.write(bytes, position);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no room for a big message in the temporary directory", e);
        }
    }

    private void truncate(long length) {
        try {
            file.truncate(length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ImapException tooLarge(Wire wire, MessageInfo message, Limits limits) {
        return new ImapException(
                Reason.TOO_LARGE,
                "The message is bigger than the " + (limits.refuseAbove() >> 20) + " MiB that are imported ("
                        + message.size() + " bytes, says " + wire.server() + ").");
    }
}
