package io.mailroom.item;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which bytes a Range header asks for (RFC 9110 section 14.2). */
sealed interface ByteRange {

    /** All of them: there is no such header, or none that we answer, such as several ranges at once. */
    record Whole() implements ByteRange {}

    /** From the first to the last, both included. */
    record Part(long first, long last) implements ByteRange {

        long length() {
            return last - first + 1;
        }
    }

    /** None that exist. */
    record Unsatisfiable() implements ByteRange {}

    /** More than 18 digits are more bytes than there are. */
    Pattern SINGLE = Pattern.compile("bytes\\s*=\\s*(\\d{0,18})\\s*-\\s*(\\d{0,18})\\s*", Pattern.CASE_INSENSITIVE);

    static ByteRange of(@Nullable String header, long size) {
        var range = SINGLE.matcher(header == null ? "" : header.strip());
        if (!range.matches() || range.group(1).isEmpty() && range.group(2).isEmpty()) {
            return new Whole();
        }
        if (range.group(1).isEmpty()) {
            long count = Math.min(Long.parseLong(range.group(2)), size);
            return count == 0 ? new Unsatisfiable() : new Part(size - count, size - 1);
        }
        long first = Long.parseLong(range.group(1));
        long last = range.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(range.group(2));
        if (last < first) {
            return new Whole();
        }
        return first >= size ? new Unsatisfiable() : new Part(first, Math.min(last, size - 1));
    }
}
