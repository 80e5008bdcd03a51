package io.mailroom.mime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the report in a message that is one, be it for programs (RFC 3464, RFC 6533) or the plain text of servers that write
 * no other. Throws for no input whatever.
 */
public final class DeliveryReports {

    private static final Set<String> STATUS = Set.of("message/delivery-status", "message/global-delivery-status");
    private static final Set<String> RETURNED = Set.of(
            "message/rfc822",
            "text/rfc822-headers",
            "message/rfc822-headers",
            "message/global",
            "message/global-headers");

    private static final int MAX_CHARS = 256 * 1024;
    private static final int MAX_HEADER = 64 * 1024;

    private DeliveryReports() {}

    /** @param raw what {@code message} was parsed from */
    public static Optional<DeliveryReport> read(ParsedMessage message, ByteBuffer raw) {
        var status = message.parts().stream()
                .filter(part -> STATUS.contains(part.contentType()))
                .findFirst();
        if (status.isEmpty() && !PlainBounce.mayBe(message)) {
            return Optional.empty();
        }
        var octets = new Octets(raw);
        var report = status.map(part -> StatusFields.read(BodyWords.text(octets, part, MAX_CHARS)))
                .map(fates -> new DeliveryReport(List.of(), fates))
                .or(() -> PlainBounce.read(message, octets, MAX_CHARS));
        return report.filter(found -> !found.fates().isEmpty())
                .map(found -> new DeliveryReport(messageIds(message, octets, found.messageIds()), found.fates()))
                .filter(found -> !found.messageIds().isEmpty());
    }

    /** What was returned is surer than what a server puts into its own header. */
    private static List<String> messageIds(ParsedMessage message, Octets octets, List<String> quoted) {
        var ids = new LinkedHashSet<String>();
        message.parts().stream()
                .filter(part -> RETURNED.contains(part.contentType()))
                .map(part -> header(octets, part).messageId())
                .filter(Objects::nonNull)
                .forEach(ids::add);
        ids.addAll(quoted);
        var header = message.header();
        Stream.concat(Stream.ofNullable(header.inReplyTo()), new ArrayList<>(header.references()).reversed().stream())
                .forEach(ids::add);
        return List.copyOf(ids);
    }

    private static MessageHeader header(Octets octets, Part part) {
        try (var decoded = PartDecoder.decode(BodyWords.span(octets, part), part.encoding())) {
            return MessageParser.header(ByteBuffer.wrap(decoded.readNBytes(MAX_HEADER)));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
