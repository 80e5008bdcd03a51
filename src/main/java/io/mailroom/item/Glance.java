package io.mailroom.item;

import io.quarkus.qute.TemplateData;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * An item as it stands in a list of pages.
 *
 * @param icon of what it is
 * @param who wrote it, or whom it went to; empty where it was no mail
 * @param attached what is attached to it; a mail's own body is not
 * @param attachedIcons of the kinds that are among that
 * @param report whether it reports on the delivery of a mail that was sent here
 */
@TemplateData
record Glance(
        UUID id,
        String name,
        String icon,
        String who,
        Instant date,
        Instant created,
        List<String> tags,
        int attached,
        List<String> attachedIcons,
        boolean report) {

    private static final int MOST_ICONS = 3;

    static Glance of(StoredItem item, int attached, List<String> types, boolean report) {
        var mail = item.mail();
        var icons = types.stream()
                .map(type -> FileType.of(type, "").icon())
                .distinct()
                .sorted()
                .limit(MOST_ICONS)
                .toList();
        return new Glance(
                item.id(),
                item.name().isBlank() ? "(no subject)" : item.name(),
                icon(item, types),
                mail == null ? "" : PeopleNames.of(mail, item.direction()),
                item.when(),
                item.created(),
                item.tags(),
                attached,
                icons,
                report);
    }

    private static String icon(StoredItem item, List<String> types) {
        if (item.mail() != null) {
            return item.direction() == Direction.OUTGOING ? "send" : "mail";
        }
        return types.size() == 1 ? FileType.of(types.getFirst(), item.name()).icon() : "file";
    }
}
