package io.mailroom.settings;

import io.mailroom.imap.HeaderSink;
import io.mailroom.imap.ImapClient;
import io.mailroom.imap.ImapException;
import io.mailroom.imap.Mailbox;
import io.mailroom.imap.MailboxInfo;
import io.mailroom.imap.Removal;
import io.mailroom.imap.SpecialUse;
import io.mailroom.mime.MessageParser;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/**
 * Waits for one mail where it is expected, and where it would be for junk. Blocking, for one thread. Mailboxes are opened
 * read-only until the mail is found.
 */
final class RoundtripSearch {

    /** Where the mail is. */
    record Found(String mailbox, boolean junk, long uidValidity, long uid) {}

    /** What is new in a mailbox is what lies above the UID that was known last. */
    private record Place(String mailbox, boolean junk, long uidValidity, long known) {}

    /** How long it is waited in one mailbox before it is looked into the other one. */
    private static final Duration ROUND = Duration.ofSeconds(3);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final ImapClient client;
    private List<Place> places;

    private RoundtripSearch(ImapClient client, List<Place> places) {
        this.client = client;
        this.places = places;
    }

    /** Remembers what is there already: before the mail is sent. */
    static RoundtripSearch begin(ImapClient client, String expected) {
        var places = new ArrayList<Place>();
        for (var junk : junk(client, expected)) {
            places.add(place(client, junk, true));
        }
        // Last, so that it is still open when it comes to waiting.
        places.add(place(client, expected, false));
        return new RoundtripSearch(client, places);
    }

    private static List<String> junk(ImapClient client, String expected) {
        return client.list().stream()
                .filter(MailboxInfo::selectable)
                .filter(mailbox -> SpecialUse.of(mailbox).equals(Optional.of(SpecialUse.JUNK)))
                .map(MailboxInfo::name)
                .filter(name -> !name.equals(expected))
                .limit(1)
                .toList();
    }

    private static Place place(ImapClient client, String name, boolean junk) {
        try (var mailbox = client.examine(name)) {
            long known = mailbox.uidNext() > 0 ? mailbox.uidNext() - 1 : mailbox.newest(0);
            return new Place(name, junk, mailbox.uidValidity(), known);
        }
    }

    Optional<Found> await(String mark, Duration most) {
        long end = System.nanoTime() + most.toNanos();
        while (true) {
            var looked = new ArrayList<Place>();
            for (var place : places) {
                try (var mailbox = client.examine(place.mailbox())) {
                    var found = look(mailbox, place, mark, looked);
                    if (found.isPresent()) {
                        return found;
                    }
                    if (!place.junk()) {
                        var left = Duration.ofNanos(end - System.nanoTime());
                        if (!left.isPositive()) {
                            return Optional.empty();
                        }
                        linger(mailbox, left);
                    }
                }
            }
            places = looked;
        }
    }

    private static void linger(Mailbox mailbox, Duration left) {
        if (!mailbox.idle(left.compareTo(ROUND) < 0 ? left : ROUND)) {
            LockSupport.parkNanos(Math.min(left.toNanos(), PAUSE.toNanos()));
        }
    }

    private static Optional<Found> look(Mailbox mailbox, Place place, String mark, List<Place> looked) {
        // A mailbox that was numbered anew is new from its beginning.
        long known = mailbox.uidValidity() == place.uidValidity() ? place.known() : 0;
        long[] fresh = mailbox.search(known, null);
        looked.add(new Place(
                place.mailbox(),
                place.junk(),
                mailbox.uidValidity(),
                LongStream.of(fresh).max().orElse(known)));
        return marked(mailbox, fresh, mark)
                .map(uid -> new Found(place.mailbox(), place.junk(), mailbox.uidValidity(), uid));
    }

    private static Optional<Long> marked(Mailbox mailbox, long[] uids, String mark) {
        if (uids.length == 0) {
            return Optional.empty();
        }
        var found = new ArrayList<Long>();
        mailbox.fetchHeaders(uids, new HeaderSink() {
            @Override
            public void accept(long uid, ByteBuffer header) {
                if (mark.equals(MessageParser.header(header).roundtrip())) {
                    found.add(uid);
                }
            }

            @Override
            public void gone(long uid) {}

            @Override
            public void unreadable(long uid, ImapException cause) {
                // Another mail, or ours with a header that a server has spoilt: it counts as not arrived.
            }
        });
        return found.stream().findFirst();
    }

    /**
     * Deletes the mail that was found, and no other.
     *
     * @return whether it is gone; false where it could only be flagged as deleted
     */
    boolean remove(Found found) {
        try (var mailbox = client.select(found.mailbox())) {
            // Numbered anew since, the UID means another mail.
            return mailbox.uidValidity() == found.uidValidity()
                    && mailbox.delete(new long[] {found.uid()}) == Removal.REMOVED;
        }
    }
}
