package io.mailroom.item;

import io.mailroom.mime.Address;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Text from outside, made fit for a column: PostgreSQL refuses NUL, UTF-8 knows no lone surrogates, nothing is endless. */
final class StoredText {

    static final int NAME = 1000;
    static final int ADDRESSES = 8000;

    private StoredText() {}

    static String of(String text, int max) {
        var clean = isClean(text) ? text : cleaned(text);
        if (clean.length() <= max) {
            return clean;
        }
        return clean.substring(0, Character.isHighSurrogate(clean.charAt(max - 1)) ? max - 1 : max);
    }

    static @Nullable String orNull(@Nullable String text, int max) {
        return text == null ? null : of(text, max);
    }

    static @Nullable String addresses(List<Address> addresses) {
        if (addresses.isEmpty()) {
            return null;
        }
        return of(addresses.stream().map(Address::toString).collect(Collectors.joining(", ")), ADDRESSES);
    }

    private static boolean isClean(String text) {
        return text.chars().noneMatch(c -> c == 0 || Character.isSurrogate((char) c));
    }

    private static String cleaned(String text) {
        return text.codePoints()
                .filter(c -> c != 0)
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? '\uFFFD' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
