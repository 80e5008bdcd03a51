package io.mailroom.mime;

import io.mailroom.mime.DeliveryReport.Action;
import io.mailroom.mime.DeliveryReport.Fate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads bounces that are written for people only, with a copy of the mail below: those of qmail, whose form is fixed
 * (QSBMF), and those that name their recipients in a header field, as Exim does. They tell of failures.
 */
final class PlainBounce {

    private static final Set<String> SENDERS = Set.of("mailer-daemon", "postmaster");

    /** {@code <ben@example.org>:} opens a paragraph. */
    private static final Pattern PARAGRAPH = Pattern.compile("<([^<>\\s]{1,500}@[^<>\\s]{1,400})>:\\s*");

    private static final Pattern MESSAGE_ID = Pattern.compile("(?im)^[ >]{0,4}Message-ID:\\s{0,5}<([^<>\\s]{1,998})>");
    private static final int MAX_RECIPIENTS = 1000;

    private PlainBounce() {}

    /** By who has written it: any other mail need not be looked into. */
    static boolean mayBe(ParsedMessage message) {
        return message.header().from().stream()
                .map(from -> from.address().toLowerCase(Locale.ROOT))
                .anyMatch(address -> SENDERS.contains(address.split("@", 2)[0]));
    }

    static Optional<DeliveryReport> read(ParsedMessage message, Octets octets, int maxChars) {
        return message.parts().stream()
                .filter(part -> part.kind() != Part.Kind.ATTACHMENT
                        && part.contentType().equals("text/plain"))
                .findFirst()
                .map(part -> read(BodyWords.text(octets, part, maxChars), failed(message, octets)));
    }

    private static DeliveryReport read(String text, List<String> failed) {
        var said = new LinkedHashMap<String, String>();
        var lines = text.split("\n", -1);
        for (int i = 0; i < lines.length && said.size() < MAX_RECIPIENTS; i++) {
            var paragraph = PARAGRAPH.matcher(lines[i]);
            if (paragraph.matches()) {
                said.putIfAbsent(paragraph.group(1), paragraph(lines, i + 1));
            }
        }
        if (said.isEmpty()) {
            failed.forEach(address -> said.putIfAbsent(address, paragraphOf(lines, address)));
        }
        var ids = MESSAGE_ID
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .distinct()
                .limit(5)
                .toList();
        var fates = new ArrayList<Fate>();
        said.forEach((address, words) -> fates.add(
                new Fate(List.of(address), Action.FAILED, StatusFields.status(words), StatusFields.words(words))));
        return new DeliveryReport(ids, List.copyOf(fates));
    }

    private static List<String> failed(ParsedMessage message, Octets octets) {
        int end = Math.toIntExact(message.headerLength());
        return HeaderFields.read(octets, 0, end)
                .all("x-failed-recipients")
                .flatMap(field -> List.of(field.split(",")).stream())
                .map(address -> address.replaceAll("[<>\\s]", ""))
                .filter(address -> address.indexOf('@') > 0)
                .limit(MAX_RECIPIENTS)
                .toList();
    }

    private static String paragraphOf(String[] lines, String address) {
        for (int i = 0; i < lines.length; i++) {
            if (lines[i].strip().equalsIgnoreCase(address)) {
                return paragraph(lines, i + 1);
            }
        }
        return "";
    }

    private static String paragraph(String[] lines, int from) {
        var words = new StringBuilder();
        for (int i = from; i < lines.length && !lines[i].isBlank(); i++) {
            words.append(lines[i].strip()).append(' ');
        }
        return words.toString();
    }
}
