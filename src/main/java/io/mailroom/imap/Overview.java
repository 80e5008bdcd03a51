package io.mailroom.imap;

import jakarta.mail.Flags;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.angus.mail.imap.protocol.FLAGS;
import org.eclipse.angus.mail.imap.protocol.FetchResponse;
import org.eclipse.angus.mail.imap.protocol.INTERNALDATE;
import org.eclipse.angus.mail.imap.protocol.RFC822SIZE;
import org.eclipse.angus.mail.imap.protocol.UID;

/** Sizes, dates and flags of a window of messages with one command. */
final class Overview {

    private final Wire wire;
    private final TreeMap<Long, MessageInfo> found = new TreeMap<>();

    Overview(Wire wire) {
        this.wire = wire;
    }

    /** @param window ascending, and few enough to be held at once */
    Collection<MessageInfo> of(long[] window) {
        var wanted = new HashSet<Long>();
        Arrays.stream(window).forEach(wanted::add);
        var pipeline = new Pipeline(wire);
        pipeline.run(
                UidSet.of(window).stream()
                        .map(set -> "UID FETCH " + set + " (UID RFC822.SIZE INTERNALDATE FLAGS)")
                        .iterator(),
                fetched -> add(fetched, wanted));
        if (pipeline.doubt() != null) {
            wanted.removeAll(found.keySet());
            withoutDate(wanted);
        }
        return found.values();
    }

    /** A date or flag that makes no sense spoils the whole answer. The message is still worth importing. */
    private void withoutDate(Set<Long> missing) {
        for (var uid : missing) {
            new Pipeline(wire)
                    .run(
                            List.of("UID FETCH " + uid + " (UID RFC822.SIZE)").iterator(),
                            fetched -> add(fetched, missing));
        }
    }

    private void add(FetchResponse fetched, Set<Long> wanted) {
        var uid = fetched.getItem(UID.class);
        var size = fetched.getItem(RFC822SIZE.class);
        if (uid == null || size == null || !wanted.contains(uid.uid)) {
            return; // an unasked change of flags
        }
        var date = fetched.getItem(INTERNALDATE.class);
        var arrived =
                date == null || date.getDate() == null ? null : date.getDate().toInstant();
        var flags = fetched.getItem(FLAGS.class);
        found.put(uid.uid, new MessageInfo(uid.uid, size.size, arrived, flags == null ? Set.of() : names(flags)));
    }

    private static Set<String> names(Flags flags) {
        var names = new HashSet<String>();
        for (var flag : flags.getSystemFlags()) {
            if (flag == Flags.Flag.SEEN) {
                names.add("\\Seen");
            } else if (flag == Flags.Flag.ANSWERED) {
                names.add("\\Answered");
            } else if (flag == Flags.Flag.FLAGGED) {
                names.add("\\Flagged");
            } else if (flag == Flags.Flag.DELETED) {
                names.add("\\Deleted");
            } else if (flag == Flags.Flag.DRAFT) {
                names.add("\\Draft");
            }
        }
        names.addAll(List.of(flags.getUserFlags()));
        return Set.copyOf(names);
    }
}
