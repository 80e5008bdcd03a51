package io.mailroom.transfer;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What becomes of something that is here under the same name and is another. */
public enum Existing {
    SKIP("Keep what is here"),
    REPLACE("Replace what is here"),
    RENAME("Keep both: what comes gets another name");

    private final String label;

    Existing(String label) {
        this.label = label;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String label() {
        return label;
    }

    /** Where nothing is said, nothing that is here changes. */
    static Optional<Existing> of(@Nullable String word) {
        return word == null
                ? Optional.of(SKIP)
                : Stream.of(values()).filter(one -> one.word().equals(word)).findFirst();
    }
}
