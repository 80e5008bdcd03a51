package io.mailroom.scan;

import io.mailroom.db.Database;
import io.mailroom.imap.HeaderSink;
import io.mailroom.imap.ImapClient;
import io.mailroom.imap.ImapException;
import io.mailroom.imap.Mailbox;
import io.mailroom.imap.MessageInfo;
import io.mailroom.imap.MessageSink;
import io.mailroom.imap.RawMessage;
import io.mailroom.item.KnownMails;
import io.mailroom.mime.MessageHeader;
import io.mailroom.mime.MessageParser;
import io.mailroom.mime.ParseLimits;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * What a run would do with the mails of one mailbox, by the same rules and with the same cursor. Blocking. Each mail is told
 * of as soon as it is decided, and fetched only where that takes it.
 */
final class MailboxPreview {

    /** Few enough that the time is looked at now and then. */
    private static final int AT_ONCE = 10;

    private final ScanTarget target;
    private final String name;
    private final Database database;
    private final KnownMails known;
    private final ScanConfig config;
    private final PreviewFindings findings;

    /** Whose arrival was looked at when they were first seen. */
    private long[] again = {};

    private long[] fresh = {};

    private Map<MessageInfo, MessageHeader> headers = Map.of();

    MailboxPreview(
            ScanTarget target,
            String name,
            Database database,
            KnownMails known,
            ScanConfig config,
            PreviewFindings findings) {
        this.target = target;
        this.name = name;
        this.database = database;
        this.known = known;
        this.config = config;
        this.findings = findings;
    }

    String name() {
        return name;
    }

    int left() {
        return again.length + fresh.length;
    }

    /** Which mails a run would look at. */
    void count(ImapClient client, Instant now) {
        try (var mailbox = open(client)) {
            var cursor = cursor(mailbox);
            again = LongStream.concat(
                            LongStream.of(cursor.due(database, now)),
                            LongStream.of(cursor.flaggedSince(mailbox, target.rules(), database)))
                    .toArray();
            fresh = cursor.unseen(mailbox, target, database, now);
            findings.add(new PreviewView.Mailbox(name, mailbox.exists(), left(), null));
        }
    }

    private Mailbox open(ImapClient client) {
        return target.rules().askForFlags() ? client.examineWithModSeq(name) : client.examine(name);
    }

    /** Cursors of another server or user are void. */
    private Cursor cursor(Mailbox mailbox) {
        boolean ours =
                target.originOfCursors() == null || target.originOfCursors().equals(target.origin());
        return ours ? Cursor.peek(database, target.taskId(), mailbox.name(), mailbox.uidValidity()) : Cursor.BEGINNING;
    }

    /** Reads what can be read without fetching them of the first mails. */
    void read(ImapClient client, int most, Instant now) {
        try (var mailbox = client.examine(name)) {
            headers = headers(mailbox, first(mailbox, most, now));
        }
    }

    List<MessageHeader> headers() {
        return List.copyOf(headers.values());
    }

    /** @param maybeKnown the headers of mails that may be here already, or more than once in this preview */
    void decide(ImapClient client, Set<MessageHeader> maybeKnown) {
        var toFetch = new ArrayList<MessageInfo>();
        headers.forEach((info, header) -> {
            var excluded = target.rules().excluding(info).or(() -> target.excluding(header));
            if (excluded.isPresent()) {
                findings.add(told(info, header).filtered(excluded.get()));
            } else if (info.size() > config.bytesPerMail().asLongValue()) {
                findings.add(told(info, header).failed("It is larger than mailroom.scan.bytes-per-mail allows."));
            } else if (target.rules().askForContents() || maybeKnown.contains(header)) {
                toFetch.add(info);
            } else {
                findings.add(told(info, header).imported());
            }
        });
        if (!toFetch.isEmpty() && !findings.timeIsUp()) {
            fetch(client, toFetch);
        }
    }

    private void fetch(ImapClient client, List<MessageInfo> infos) {
        try (var mailbox = client.examine(name)) {
            for (int from = 0; from < infos.size() && !findings.timeIsUp(); from += AT_ONCE) {
                fetch(mailbox, infos.subList(from, Math.min(infos.size(), from + AT_ONCE)));
            }
        }
    }

    private List<MessageInfo> first(Mailbox mailbox, int most, Instant now) {
        var first = new ArrayList<MessageInfo>();
        mailbox.overview(Arrays.copyOf(again, Math.min(again.length, most)), first::add);
        var cutoff = target.cutoff(now);
        for (int from = 0; from < fresh.length && first.size() < most && !findings.timeIsUp(); ) {
            int to = Math.min(fresh.length, from + most - first.size());
            mailbox.overview(Arrays.copyOfRange(fresh, from, to), info -> {
                if (cutoff.isEmpty() || info.arrivedSince(cutoff.get())) {
                    first.add(info);
                }
            });
            from = to;
        }
        return first;
    }

    private Map<MessageInfo, MessageHeader> headers(Mailbox mailbox, List<MessageInfo> infos) {
        Map<Long, MessageInfo> byUid = new HashMap<>();
        infos.forEach(info -> byUid.put(info.uid(), info));
        Map<MessageInfo, MessageHeader> found = new LinkedHashMap<>();
        mailbox.fetchHeaders(infos.stream().mapToLong(MessageInfo::uid).toArray(), new HeaderSink() {
            @Override
            public void accept(long uid, ByteBuffer header) {
                var info = byUid.get(uid);
                if (info != null) {
                    found.put(info, MessageParser.header(header));
                }
            }

            @Override
            public void gone(long uid) {
                // A run would not see it either.
            }

            @Override
            public void unreadable(long uid, ImapException cause) {
                var info = byUid.get(uid);
                if (info != null) {
                    findings.add(new MailPreview(target, name, info, null).failed(String.valueOf(cause.getMessage())));
                }
            }
        });
        return found;
    }

    private void fetch(Mailbox mailbox, List<MessageInfo> infos) {
        mailbox.fetch(infos, new MessageSink() {
            @Override
            public void accept(MessageInfo message, RawMessage raw) {
                try (raw) {
                    decide(message, raw);
                }
            }

            @Override
            public void gone(MessageInfo message) {
                // A run would not see it either.
            }

            @Override
            public void unreadable(MessageInfo message, ImapException cause) {
                findings.add(new MailPreview(target, name, message, headers.get(message))
                        .failed(String.valueOf(cause.getMessage())));
            }
        });
    }

    private void decide(MessageInfo info, RawMessage raw) {
        var mail = MessageParser.parse(raw.bytes(), ParseLimits.DEFAULT);
        var told = told(info, mail.header()).with(target.rules().wanted(mail.parts()), raw.size());
        var excluded = target.excluding(mail, raw.bytes());
        if (excluded.isPresent()) {
            findings.add(told.filtered(excluded.get()));
            return;
        }
        findings.add(known.find(target.owner().collectiveId(), mail, target.rescan())
                .map(told::duplicate)
                .orElseGet(() -> findings.isFirst(known.key(mail)) ? told.imported() : told.duplicateOfThese()));
    }

    private MailPreview told(MessageInfo info, MessageHeader header) {
        return new MailPreview(target, name, info, header);
    }
}
