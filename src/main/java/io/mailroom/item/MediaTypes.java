package io.mailroom.item;

import java.net.URLConnection;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Content types as they may stand in a header (RFC 9110 section 8.3.1); what is none becomes octets. */
final class MediaTypes {

    private static final String OCTETS = "application/octet-stream";
    private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]{1,127}";
    private static final Pattern TYPE = Pattern.compile(TOKEN + "/" + TOKEN);
    private static final Pattern CHARSET = Pattern.compile(TOKEN);

    private MediaTypes() {}

    static String withCharset(String type, @Nullable String charset) {
        var checked = TYPE.matcher(type).matches() ? type : OCTETS;
        return charset != null
                        && checked.startsWith("text/")
                        && CHARSET.matcher(charset).matches()
                ? checked + ";charset=" + charset
                : checked;
    }

    /** What a client says a file is; where it says nothing, what its name says. */
    static String of(@Nullable String stated, String fileName) {
        var type = stated == null ? "" : stated.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (TYPE.matcher(type).matches() && !type.equals(OCTETS)) {
            return type;
        }
        var guessed = URLConnection.guessContentTypeFromName(fileName);
        return guessed == null ? OCTETS : guessed;
    }
}
