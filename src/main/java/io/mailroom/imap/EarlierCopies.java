package io.mailroom.imap;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds what an unfinished move has put into its target already. A client killed between COPY and EXPUNGE leaves a message in
 * both mailboxes (RFC 6851 section 1), and so does a server killed inside a MOVE; copying it again would double it.
 */
final class EarlierCopies {

    /** What a copy keeps of its message. */
    private static final String FIELDS = "BODY.PEEK[HEADER.FIELDS (DATE FROM MESSAGE-ID SUBJECT)]";

    private record Likeness(long size, String header) {

        boolean unmistakable() {
            return header.toLowerCase(Locale.ROOT).contains("message-id:");
        }
    }

    private final Wire wire;
    private final ClaimedCopies claimed;

    EarlierCopies(Wire wire, ClaimedCopies claimed) {
        this.wire = wire;
        this.claimed = claimed;
    }

    /** What tells messages of the opened mailbox from others, by UID. Those that cannot be read are left out. */
    Map<Long, String> headers(List<MessageInfo> messages) {
        var headers = new HashMap<Long, String>();
        var commands = UidSet.of(messages.stream().mapToLong(MessageInfo::uid).toArray()).stream()
                .map(set -> "UID FETCH " + set + " (UID " + FIELDS + ")")
                .iterator();
        new Pipeline(wire).run(commands, fetched -> {
            var uid = fetched.getItem(org.eclipse.angus.mail.imap.protocol.UID.class);
            var body = fetched.getItem(org.eclipse.angus.mail.imap.protocol.BODY.class);
            if (uid != null && body != null && body.getByteArray() != null) {
                var bytes = body.getByteArray();
                headers.put(
                        uid.uid,
                        new String(bytes.getBytes(), bytes.getStart(), bytes.getCount(), StandardCharsets.ISO_8859_1));
            }
        });
        return headers;
    }

    /**
     * The UIDs, ascending, of those messages that have a copy in {@code target}, each copy standing for one message only:
     * mails that were delivered twice and look alike are two.
     */
    long[] of(List<MessageInfo> messages, Map<Long, String> headers, Mailbox target) {
        var copies = copies(target, messages);
        return messages.stream()
                .filter(message -> headers.containsKey(message.uid()))
                .filter(message -> {
                    var likeness = new Likeness(message.size(), Objects.requireNonNull(headers.get(message.uid())));
                    var copy = take(copies.getOrDefault(likeness, List.of()), likeness, message.internalDate());
                    copy.ifPresent(taken -> claimed.claim(target, taken.uid()));
                    return copy.isPresent();
                })
                .mapToLong(MessageInfo::uid)
                .sorted()
                .toArray();
    }

    /** What is in the target and can be a copy: not older than the oldest message, and of the size of one of them. */
    private Map<Likeness, List<MessageInfo>> copies(Mailbox target, List<MessageInfo> messages) {
        Set<Long> sizes = messages.stream().map(MessageInfo::size).collect(Collectors.toSet());
        var candidates = new ArrayList<MessageInfo>();
        target.overview(target.search(0, oldest(messages)), candidate -> {
            if (sizes.contains(candidate.size()) && claimed.isFree(target, candidate.uid())) {
                candidates.add(candidate);
            }
        });
        var headers = headers(candidates);
        var copies = new HashMap<Likeness, List<MessageInfo>>();
        for (var candidate : candidates) {
            var header = headers.get(candidate.uid());
            if (header != null) {
                copies.computeIfAbsent(new Likeness(candidate.size(), header), any -> new ArrayList<>())
                        .add(candidate);
            }
        }
        return copies;
    }

    /** SINCE knows days in the server's zone. */
    private static @Nullable LocalDate oldest(List<MessageInfo> messages) {
        var dates = new HashSet<@Nullable Instant>();
        messages.forEach(message -> dates.add(message.internalDate()));
        return dates.contains(null)
                ? null
                : dates.stream()
                        .map(Objects::requireNonNull)
                        .min(Instant::compareTo)
                        .map(oldest ->
                                oldest.atOffset(ZoneOffset.UTC).toLocalDate().minusDays(1))
                        .orElse(null);
    }

    /**
     * COPY should keep the date of arrival (RFC 9051 section 6.4.7); where a server gives a new one, that is later. Without a
     * Message-ID nothing but the same date will do.
     */
    private static Optional<MessageInfo> take(List<MessageInfo> copies, Likeness likeness, @Nullable Instant arrived) {
        var found = copies.stream()
                .filter(copy -> Objects.equals(copy.internalDate(), arrived))
                .findFirst();
        if (found.isEmpty() && likeness.unmistakable()) {
            found = copies.stream()
                    .filter(copy -> copy.internalDate() == null
                            || arrived == null
                            || copy.internalDate().isAfter(arrived))
                    .findFirst();
        }
        found.ifPresent(copies::remove);
        return found;
    }
}
