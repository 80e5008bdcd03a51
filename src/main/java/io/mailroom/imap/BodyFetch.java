package io.mailroom.imap;

import io.mailroom.imap.ImapException.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.angus.mail.iap.ByteArray;
import org.eclipse.angus.mail.imap.protocol.BODY;
import org.eclipse.angus.mail.imap.protocol.FetchResponse;
import org.eclipse.angus.mail.imap.protocol.UID;
import org.jspecify.annotations.Nullable;

/** Fetches one section of many messages, in batches, without setting {@code \Seen} (BODY.PEEK, RFC 9051 section 6.4.5). */
final class BodyFetch {

    /** What becomes of each message asked for. */
    interface Sink {
        void accept(MessageInfo message, ByteArray bytes);

        void gone(MessageInfo message);

        void unreadable(MessageInfo message, ImapException cause);
    }

    private final Wire wire;
    private final String section;
    private final Limits limits;

    /** @param section empty for the whole message */
    BodyFetch(Wire wire, String section, Limits limits) {
        this.wire = wire;
        this.section = section;
        this.limits = limits;
    }

    void run(List<MessageInfo> messages, Sink sink) {
        var pending = new LinkedHashMap<Long, MessageInfo>();
        messages.forEach(message -> pending.put(message.uid(), message));
        var doubt = fetch(batches(pending.values()), pending, sink);
        for (var message : List.copyOf(pending.values())) {
            if (doubt == null) {
                sink.gone(message);
            } else {
                singly(message, sink);
            }
        }
    }

    /** One answer of the batch was spoilt and cannot be told to whom it belonged: those left are asked for one by one. */
    private void singly(MessageInfo message, Sink sink) {
        var pending = new LinkedHashMap<Long, MessageInfo>();
        pending.put(message.uid(), message);
        var doubt = fetch(List.of(command(List.of(message))).iterator(), pending, sink);
        if (!pending.isEmpty()) {
            if (doubt == null) {
                sink.gone(message);
            } else {
                sink.unreadable(message, doubt);
            }
        }
    }

    /** Takes what was answered out of {@code pending}. */
    private @Nullable ImapException fetch(Iterator<String> commands, Map<Long, MessageInfo> pending, Sink sink) {
        var pipeline = new Pipeline(wire);
        var empty = new ArrayList<MessageInfo>();
        pipeline.run(commands, fetched -> {
            var uid = fetched.getItem(UID.class);
            var body = body(fetched, section);
            if (uid == null || body == null || !pending.containsKey(uid.uid)) {
                return; // a change of flags, or somebody else's message
            }
            var message = pending.get(uid.uid);
            var bytes = body.getByteArray();
            if (bytes == null || bytes.getCount() == 0) {
                if (message.size() > 0) {
                    empty.add(message);
                    return;
                }
                bytes = new ByteArray(new byte[0], 0, 0);
            }
            pending.remove(uid.uid);
            sink.accept(message, bytes);
        });
        if (pipeline.doubt() == null && !empty.isEmpty()) {
            return new ImapException(
                    Reason.PROTOCOL, wire.server() + " announced a message and then sent nothing of it.", null, null);
        }
        return pipeline.doubt();
    }

    /** The item that was asked for: Exchange adds body items that nobody asked for. */
    static @Nullable BODY body(FetchResponse fetched, String section) {
        for (int i = 0; i < fetched.getItemCount(); i++) {
            if (fetched.getItem(i) instanceof BODY body && body.getSection().equalsIgnoreCase(section)) {
                return body;
            }
        }
        return null;
    }

    private Iterator<String> batches(Collection<MessageInfo> messages) {
        var commands = new ArrayList<String>();
        var batch = new ArrayList<MessageInfo>();
        long bytes = 0;
        for (var message : messages) {
            if (!batch.isEmpty()
                    && (batch.size() == limits.batchMessages() || bytes + message.size() > limits.batchBytes())) {
                commands.add(command(batch));
                batch.clear();
                bytes = 0;
            }
            batch.add(message);
            bytes += message.size();
        }
        if (!batch.isEmpty()) {
            commands.add(command(batch));
        }
        return commands.iterator();
    }

    private String command(List<MessageInfo> batch) {
        var uids = batch.stream().mapToLong(MessageInfo::uid).toArray();
        return "UID FETCH " + String.join(",", UidSet.of(uids)) + " (UID BODY.PEEK[" + section + "])";
    }
}
