package io.mailroom.item;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Address lists of mails as people read them. */
final class PeopleNames {

    /** A name with its address behind it, as {@link io.mailroom.mime.Address} writes it. */
    private static final Pattern NAMED =
            Pattern.compile("(?s)\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^<\",]+?))\\s*<[^>]*>.*");

    private PeopleNames() {}

    /** Who wrote it; of what was sent, whom it went to. */
    static String of(StoredItem.Mail mail, Direction direction) {
        boolean sent = direction == Direction.OUTGOING && mail.to() != null;
        var name = firstName(sent ? mail.to() : mail.from());
        return sent && !name.isEmpty() ? "To " + name : name;
    }

    /** The first one, by name where there is one. */
    static String firstName(@Nullable String list) {
        if (list == null) {
            return "";
        }
        var named = NAMED.matcher(list);
        if (!named.matches()) {
            return list.split(",", 2)[0].strip();
        }
        return named.group(1) == null ? named.group(2) : named.group(1).replaceAll("\\\\(.)", "$1");
    }
}
