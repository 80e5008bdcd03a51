package io.mailroom.transfer;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a document is of. */
enum Scope {
    USER,
    EVERYTHING;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Scope> of(String word) {
        return Stream.of(values()).filter(scope -> scope.word().equals(word)).findFirst();
    }
}
