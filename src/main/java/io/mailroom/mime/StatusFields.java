package io.mailroom.mime;

import io.mailroom.mime.DeliveryReport.Action;
import io.mailroom.mime.DeliveryReport.Fate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a delivery status: groups of them, of which those that name a recipient count (RFC 3464 section 2.1). */
final class StatusFields {

    private static final Pattern STATUS = Pattern.compile("(?<![\\d.])[245]\\.\\d{1,3}\\.\\d{1,3}(?!\\.?\\d)");
    private static final Pattern TYPE = Pattern.compile("^[\\w-]{1,40}\\s*;\\s*");
    private static final Pattern XTEXT = Pattern.compile("\\+([0-9A-F]{2})");
    private static final int MAX_RECIPIENTS = 1000;
    private static final int MAX_TEXT = 1000;
    private static final int MAX_ADDRESS = 998;

    private StatusFields() {}

    static List<Fate> read(String text) {
        var fates = new ArrayList<Fate>();
        var group = new HashMap<String, String>();
        String name = null;
        for (var line : (text + "\n\n").split("\n", -1)) {
            if (line.isBlank()) {
                fate(group).ifPresent(fates::add);
                group.clear();
                name = null;
                if (fates.size() == MAX_RECIPIENTS) {
                    break;
                }
            } else if (Character.isWhitespace(line.charAt(0))) {
                if (name != null) {
                    group.computeIfPresent(name, (any, begun) -> begun + ' ' + line.strip());
                }
            } else if (line.indexOf(':') > 0) {
                int colon = line.indexOf(':');
                name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
                group.putIfAbsent(name, line.substring(colon + 1).strip());
            }
        }
        return List.copyOf(fates);
    }

    private static Optional<Fate> fate(Map<String, String> fields) {
        var addresses = Stream.of("original-recipient", "final-recipient")
                .map(fields::get)
                .filter(Objects::nonNull)
                .flatMap(StatusFields::addresses)
                .distinct()
                .toList();
        if (addresses.isEmpty()) {
            return Optional.empty();
        }
        var status = status(fields.getOrDefault("status", ""));
        var diagnostic = fields.get("diagnostic-code");
        return Action.of(word(fields.getOrDefault("action", "")))
                .or(() -> status == null ? Optional.empty() : Action.ofStatus(status))
                .map(action -> new Fate(
                        addresses, action, status, diagnostic == null ? null : words(withoutType(diagnostic))));
    }

    /** Some put a comment behind it. */
    private static String word(String action) {
        return action.split("[\\s(;]", 2)[0];
    }

    /** As it stands there, and as it is meant where it is in the encoding of a DSN request (RFC 3461 section 4). */
    private static Stream<String> addresses(String field) {
        var address = withoutType(field).replaceAll("[<>\\s]", "");
        if (address.indexOf('@') < 1 || address.length() > MAX_ADDRESS) {
            return Stream.empty();
        }
        var meant = XTEXT.matcher(address)
                .replaceAll(match -> java.util.regex.Matcher.quoteReplacement(
                        Character.toString(Integer.parseInt(match.group(1), 16))));
        return Stream.of(address, meant);
    }

    private static String withoutType(String field) {
        return TYPE.matcher(field).replaceFirst("");
    }

    /** The first enhanced status code in a text. */
    static @Nullable String status(String text) {
        var found = STATUS.matcher(text);
        return found.find() ? found.group() : null;
    }

    static @Nullable String words(String text) {
        var words =
                HeaderText.cut(HeaderText.clean(text).replaceAll("\\s+", " ").strip(), MAX_TEXT);
        return words.isEmpty() ? null : words;
    }
}
