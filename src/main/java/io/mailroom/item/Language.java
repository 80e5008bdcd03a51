package io.mailroom.item;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Languages by their codes: ISO 639-1 (two letters) and 639-3 (three letters), those that the JDK knows. */
public final class Language {

    private static final Map<String, String> THREE_LETTERS = Arrays.stream(Locale.getISOLanguages())
            .flatMap(two -> {
                var three = Locale.of(two).getISO3Language();
                return Stream.of(Map.entry(two, three), Map.entry(three, three));
            })
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a));

    private Language() {}

    /** Empty where it is no code that the JDK knows. */
    public static Optional<String> threeLetters(String code) {
        return Optional.ofNullable(THREE_LETTERS.get(code.strip().toLowerCase(Locale.ROOT)));
    }
}
