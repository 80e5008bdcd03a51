package io.mailroom.mime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** From the decoded octets of a text part to its characters, with LF as line break and without control characters. */
public final class BodyText {

    private static final int BYTES_PER_CHAR = 4;
    private static final int HTML_HEAD = 2048;
    private static final Pattern META_CHARSET =
            Pattern.compile("<meta[^>]{0,200}?charset\\s*=\\s*[\"']?([\\w.:-]{1,40})", Pattern.CASE_INSENSITIVE);
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private BodyText() {}

    /** The text of a part, its soft line breaks unfolded. */
    public static String read(Part part, InputStream decoded, int maxChars) throws IOException {
        var text = read(decoded, part.charset(), maxChars);
        return part.flow() == Part.Flow.FIXED || !part.contentType().equals("text/plain")
                ? text
                : FlowedText.unfold(text, part.flow() == Part.Flow.FLOWED_DELSP);
    }

    /** At most {@code maxChars}; no more is read than can be needed for them. */
    public static String read(InputStream decoded, @Nullable String charset, int maxChars) throws IOException {
        int limit = (int) Math.min((long) maxChars * BYTES_PER_CHAR, Integer.MAX_VALUE - 8);
        var octets = decoded.readNBytes(limit);
        var name = charset == null || charset.isBlank() ? metaCharset(octets) : charset;
        return HeaderText.cut(clean(MailCharsets.decode(octets, name, octets.length < limit)), maxChars);
    }

    /** An HTML part that names its charset only within itself. */
    private static @Nullable String metaCharset(byte[] octets) {
        var head = new String(octets, 0, Math.min(octets.length, HTML_HEAD), StandardCharsets.ISO_8859_1);
        var meta = META_CHARSET.matcher(head);
        // UTF-16 cannot be: we have just read the word in ASCII.
        return meta.find() && !meta.group(1).toLowerCase(Locale.ROOT).startsWith("utf-16") ? meta.group(1) : null;
    }

    private static String clean(String text) {
        var out = new StringBuilder(text.length());
        for (int i = text.startsWith(BYTE_ORDER_MARK) ? 1 : 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\r') {
                if (i + 1 == text.length() || text.charAt(i + 1) != '\n') {
                    out.append('\n');
                }
            } else if (Character.isSurrogate(c) && !isPaired(text, i)) {
                out.append('\uFFFD');
            } else if (c == '\n' || c == '\t' || !Character.isISOControl(c)) {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static boolean isPaired(String text, int at) {
        return Character.isHighSurrogate(text.charAt(at))
                ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
                : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
    }
}
