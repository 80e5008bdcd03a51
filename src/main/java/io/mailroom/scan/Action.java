package io.mailroom.scan;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is done to a mail on the server after it was dealt with here.
 *
 * @param argument the mailbox to move it to, or the keyword to set
 */
record Action(Kind kind, @Nullable String argument) {

    enum Kind {
        NOTHING,
        MOVE,
        /** Into the mailbox that is {@code \Trash} (RFC 6154). On Gmail that is the only way to delete. */
        TRASH,
        /** Expunged for good. */
        DELETE,
        /** Marked as read. */
        READ,
        FLAG,
        KEYWORD;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Kind> of(String word) {
            return Arrays.stream(values())
                    .filter(kind -> kind.word().equals(word))
                    .findFirst();
        }
    }

    static final Action NOTHING = new Action(Kind.NOTHING, null);

    static Action move(String mailbox) {
        return new Action(Kind.MOVE, mailbox);
    }

    /** As it is kept with its task: {@code trash}, {@code move:Archive}. */
    String stored() {
        return argument == null ? kind.word() : kind.word() + ":" + argument;
    }

    static @Nullable Action ofStored(@Nullable String stored) {
        if (stored == null) {
            return null;
        }
        int colon = stored.indexOf(':');
        var kind = Kind.of(colon < 0 ? stored : stored.substring(0, colon)).orElse(Kind.NOTHING);
        return new Action(kind, colon < 0 ? null : stored.substring(colon + 1));
    }

    boolean acts() {
        return kind != Kind.NOTHING;
    }

    /** As it is noted with each mail that it is still to be done to; what exactly, the task says when it is done. */
    @Nullable
    String noted() {
        return acts() ? kind.word() : null;
    }

    /** The flag that is to be set, as IMAP writes it; empty where it is another kind of action. */
    Optional<String> flag() {
        return switch (kind) {
            case READ -> Optional.of("\\Seen");
            case FLAG -> Optional.of("\\Flagged");
            case KEYWORD -> Optional.of(Objects.requireNonNull(argument));
            case NOTHING, MOVE, TRASH, DELETE -> Optional.empty();
        };
    }
}
