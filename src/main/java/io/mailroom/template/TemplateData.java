package io.mailroom.template;

import io.mailroom.account.Caller;
import io.mailroom.item.ItemFile;
import io.mailroom.item.ItemSummary;
import io.mailroom.mime.Address;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All that a template gets at: maps, lists, texts and numbers, made for this one rendering. */
final class TemplateData {

    /** What variables cannot be called. */
    static final Set<String> OWN =
            Set.of("item", "attachments", "recipient", "recipients", "user", "collective", "today");

    private static final List<String> UNITS = List.of("B", "KB", "MB", "GB");

    private TemplateData() {}

    /** @param variables checked ones */
    static Map<String, @Nullable Object> of(
            Caller caller, Occasion occasion, Map<String, @Nullable Object> variables, Instant now) {
        var data = new HashMap<String, @Nullable Object>(variables);
        var recipients =
                occasion.recipients().stream().map(TemplateData::recipient).toList();
        data.put("item", occasion.item() == null ? Map.of() : item(occasion.item()));
        data.put(
                "attachments",
                occasion.files().stream().map(TemplateData::attachment).toList());
        data.put("recipient", recipients.isEmpty() ? Map.of() : recipients.getFirst());
        data.put("recipients", recipients);
        data.put("user", caller.login());
        data.put("collective", caller.collective());
        data.put("today", day(now));
        return data;
    }

    private static Map<String, @Nullable Object> item(ItemSummary item) {
        var data = new HashMap<String, @Nullable Object>();
        data.put("name", item.name());
        data.put("date", day(Objects.requireNonNullElse(item.date(), item.created())));
        data.put("sender", item.from());
        return data;
    }

    private static Map<String, @Nullable Object> recipient(Address address) {
        var data = new HashMap<String, @Nullable Object>();
        data.put("name", address.name());
        data.put("address", address.address());
        return data;
    }

    private static Map<String, Object> attachment(ItemFile file) {
        return Map.of("name", file.name(), "size", readable(file.size()), "bytes", file.size());
    }

    private static String day(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC).toString();
    }

    /** {@code 1.4 MB}. */
    private static String readable(long bytes) {
        double size = bytes;
        int unit = 0;
        for (; size >= 999.5 && unit < UNITS.size() - 1; unit++) {
            size /= 1024;
        }
        return String.format(Locale.ROOT, unit > 0 && size < 10 ? "%.1f %s" : "%.0f %s", size, UNITS.get(unit));
    }
}
