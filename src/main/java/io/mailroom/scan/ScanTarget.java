package io.mailroom.scan;

import io.mailroom.account.Owner;
import io.mailroom.egress.CredentialSource;
import io.mailroom.egress.MailServer;
import io.mailroom.health.Connection;
import io.mailroom.item.Direction;
import io.mailroom.item.Target;
import io.mailroom.mime.MessageHeader;
import io.mailroom.mime.ParsedMessage;
import io.mailroom.settings.MailServers;
import io.mailroom.settings.RoundtripMarks;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Everything a run needs to know, read before it starts, so that no transaction is open while it talks to the server. */
record ScanTarget(
        UUID taskId,
        UUID reportedAs,
        Owner owner,
        Connection imap,
        String connection,
        MailServer server,
        CredentialSource credentials,
        Set<String> ownAddresses,
        List<String> folders,
        boolean recursively,
        @Nullable Duration receivedSince,
        @Nullable Direction direction,
        @Nullable String itemFolder,
        List<String> tags,
        Rules rules,
        Actions actions,
        @Nullable String language,
        boolean rescan,
        @Nullable String originOfCursors,
        boolean hidden,
        boolean enabled,
        String schedule,
        List<UUID> destinations,
        boolean keepHere,
        RoundtripMarks marks) {

    static ScanTarget of(
            ScanTask task, Owner owner, MailServers.Imap imap, List<String> ownAddresses, RoundtripMarks marks) {
        return new ScanTarget(
                task.id,
                task.varies == null ? task.id : task.varies,
                owner,
                Connection.imap(imap.id()),
                imap.name(),
                imap.server(),
                imap.credentials(),
                ownAddresses.stream().map(a -> a.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet()),
                List.of(task.folders),
                task.scanRecursively,
                task.receivedSinceHours == null ? null : Duration.ofHours(task.receivedSinceHours),
                task.direction == null ? null : Direction.valueOf(task.direction.toUpperCase(Locale.ROOT)),
                task.itemFolder,
                List.of(task.tags),
                Rules.of(task),
                Actions.of(task),
                task.language,
                task.rescan,
                task.origin,
                task.hidden,
                task.enabled,
                task.schedule,
                List.of(task.destinations),
                task.keepHere,
                marks);
    }

    Optional<Rule> excluding(MessageHeader header) {
        return isRoundtrip(header) ? Optional.of(Rule.ROUNDTRIP) : rules.excluding(header);
    }

    /** @param raw what {@code mail} was parsed from */
    Optional<Rule> excluding(ParsedMessage mail, ByteBuffer raw) {
        return isRoundtrip(mail.header()) ? Optional.of(Rule.ROUNDTRIP) : rules.excluding(mail, raw);
    }

    private boolean isRoundtrip(MessageHeader header) {
        return marks.areOn(header, owner.collectiveId());
    }

    /** What is done to a mail that was left out for this. */
    Action after(Rule rule) {
        return rule == Rule.ROUNDTRIP ? Action.NOTHING : actions.filtered();
    }

    /** Exact to the second; the server's own SINCE knows days only. */
    Optional<Instant> cutoff(Instant now) {
        return Optional.ofNullable(receivedSince).map(now::minus);
    }

    Direction direction(MessageHeader header) {
        if (direction != null) {
            return direction;
        }
        boolean ours = header.from().stream()
                .anyMatch(from -> ownAddresses.contains(from.address().toLowerCase(Locale.ROOT)));
        return ours ? Direction.OUTGOING : Direction.INCOMING;
    }

    Target intake() {
        return new Target(
                owner.collectiveId(),
                "mailbox-" + owner.login(),
                itemFolder,
                tags,
                language,
                rules.attachmentsOnly(),
                rescan);
    }

    /** What the cursors belong to: another server or user starts from the beginning. */
    String origin() {
        return server.host().toLowerCase(Locale.ROOT) + "|" + credentials.user();
    }
}
