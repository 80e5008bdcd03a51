package io.mailroom.smtp;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A server's reply to a command (RFC 5321 section 4.2).
 *
 * @param code the three digits
 * @param enhancedStatusCode like {@code 5.1.1} (RFC 3463), if the server gives them
 * @param text the reply as received, codes included, several lines joined by a line feed
 */
public record Reply(int code, @Nullable String enhancedStatusCode, String text) {

    private static final Pattern ENHANCED = Pattern.compile("[245]\\d\\d[ -]([245]\\.\\d{1,3}\\.\\d{1,3})\\b");
    private static final int LONGEST = 2000;

    static Reply of(int code, String received) {
        var text = received.replace("\r", "").strip().replaceAll("[\\p{Cntrl}&&[^\n]]", " ");
        var enhanced = ENHANCED.matcher(text);
        return new Reply(
                code,
                enhanced.lookingAt() ? enhanced.group(1) : null,
                text.length() > LONGEST ? text.substring(0, LONGEST) : text);
    }

    boolean positive() {
        return code / 100 == 2;
    }

    boolean transientNegative() {
        return code / 100 == 4;
    }
}
