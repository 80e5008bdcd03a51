package io.mailroom.scan;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sizes as people write them: {@code 500 kB}, {@code 1.5 MB}; the units are powers of a thousand. */
final class ByteCount {

    private static final Pattern WRITTEN =
            Pattern.compile("(\\d{1,15}(?:[.,]\\d{1,9})?) *(|b|bytes?|k|kb|m|mb|g|gb)", Pattern.CASE_INSENSITIVE);

    private ByteCount() {}

    /** Empty where it is no size. */
    static Optional<Long> parse(String text) {
        var match = WRITTEN.matcher(text.strip());
        if (!match.matches()) {
            return Optional.empty();
        }
        String unit = match.group(2).toLowerCase(Locale.ROOT);
        int zeros = unit.startsWith("k") ? 3 : unit.startsWith("m") ? 6 : unit.startsWith("g") ? 9 : 0;
        var bytes = new BigDecimal(match.group(1).replace(',', '.')).movePointRight(zeros);
        return bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0
                ? Optional.empty()
                : Optional.of(bytes.setScale(0, RoundingMode.HALF_UP).longValue());
    }

    /** Exactly, so that reading it again gives the same number. */
    static @Nullable String text(@Nullable Long bytes) {
        if (bytes == null || bytes == 0) {
            return bytes == null ? null : "0";
        }
        if (bytes % 1_000_000 == 0) {
            return bytes / 1_000_000 + " MB";
        }
        return bytes % 1000 == 0 ? bytes / 1000 + " kB" : bytes + " bytes";
    }
}
