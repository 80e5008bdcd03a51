package io.mailroom.mime;

import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the separator before a mail says of it (RFC 4155 appendix A).
 *
 * @param received in UTC where no zone is given; null where no date can be read
 */
public record MboxEnvelope(@Nullable Instant received) {

    /** As of asctime, with the zone that some put before or behind the year. */
    private static final Pattern DATE = Pattern.compile(
            "(?s).*?\\b([A-Z][a-z]{2}) +(\\d{1,2}) +(\\d{1,2}:\\d\\d(?::\\d\\d)?) +(?:([+-]\\d{4}|[A-Z]{1,5}) +)?(\\d{4})(?: +([+-]\\d{4}))?\\b.*");

    static MboxEnvelope of(String line) {
        var date = DATE.matcher(line);
        if (!date.matches()) {
            return new MboxEnvelope(null);
        }
        var zone = date.group(4) == null ? date.group(6) : date.group(4);
        return new MboxEnvelope(MessageDates.read(date.group(2) + " " + date.group(1) + " " + date.group(5) + " "
                + date.group(3) + " " + (zone == null ? "+0000" : zone)));
    }
}
