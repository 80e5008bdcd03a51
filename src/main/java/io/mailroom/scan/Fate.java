package io.mailroom.scan;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What has become of a mail so far, as the ledger has it. */
enum Fate {
    IMPORTED,
    DUPLICATE,
    FILTERED,
    /** To be tried again. */
    FAILED,
    /** Tried often enough. */
    QUARANTINED,
    GONE,
    /** The owner does not want it to be tried again. */
    IGNORED;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Fate> of(String word) {
        return Arrays.stream(values()).filter(fate -> fate.word().equals(word)).findFirst();
    }
}
