package io.mailroom.mime;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An attachment on its way, whose content is streamed when the message is written.
 *
 * <p>Everything is sent as base64, so it arrives octet for octet. That is forbidden for message types (RFC 2046 section
 * 5.2): a message that is fit for any transport as it is goes as message/rfc822, which mail programs open in place; any
 * other would have to be changed for that, and goes as a plain file, which they open by its name {@code .eml}.
 *
 * @param asIs whether it is a message that is fit for any transport
 * @param contentId what the HTML calls it by, if that shows it
 */
record AttachmentPart(
        String type,
        String name,
        String disposition,
        boolean asIs,
        @Nullable String contentId,
        StreamSource source) implements MessageBody {

    private static final Pattern TYPE = Pattern.compile("[a-z0-9!#$&^_.+-]{1,127}/[a-z0-9!#$&^_.+-]{1,127}");
    private static final String ANYTHING = "application/octet-stream";

    /** Keeps a line of an encoded parameter well below 78 characters. */
    private static final int SEGMENT = 54;

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /** A file to be kept. */
    static AttachmentPart of(Attachment attachment) throws IOException {
        return of(attachment, "attachment", null);
    }

    /** A file to be shown where the HTML says (RFC 2387, RFC 2392). */
    static AttachmentPart of(HtmlBody.Embedded embedded) throws IOException {
        return of(embedded.file(), "inline", embedded.contentId());
    }

    private static AttachmentPart of(Attachment attachment, String disposition, @Nullable String contentId)
            throws IOException {
        var type = attachment.contentType().strip().toLowerCase(Locale.ROOT);
        boolean message = type.startsWith("message/");
        boolean asIs = message && SevenBit.isFit(attachment.source());
        if (!TYPE.matcher(type).matches() || type.startsWith("multipart/") || message && !asIs) {
            type = ANYTHING;
        }
        var safe = FileNames.safe(attachment.name());
        var name = safe == null ? FileNames.made(type, 1) : safe;
        return new AttachmentPart(type, name, disposition, asIs, contentId, attachment.source());
    }

    @Override
    public void describe(HeaderBlock header) {
        header.add("Content-Type", type + ";\r\n name=" + encodedWords(name));
        header.add("Content-Transfer-Encoding", asIs ? "7bit" : "base64");
        header.add("Content-Disposition", disposition + ";\r\n " + fileName(name));
        if (contentId != null) {
            header.add("Content-ID", "<" + contentId + ">");
        }
    }

    @Override
    public void write(OutputStream out) throws IOException {
        try (var content = source.open()) {
            if (asIs) {
                content.transferTo(out);
            } else {
                Base64Lines.write(content, out);
            }
        }
    }

    /** RFC 2047 forbids it in a parameter; it is what Outlook and older programs read. */
    private static String encodedWords(String name) {
        return isPlain(name) ? quoted(name) : '"' + HeaderWriter.text("      ", name) + '"';
    }

    /** RFC 2231, in continuations where it is long. */
    private static String fileName(String name) {
        if (isPlain(name)) {
            return "filename=" + quoted(name);
        }
        var encoded = percentEncoded(name);
        if (encoded.length() <= SEGMENT) {
            return "filename*=UTF-8''" + encoded;
        }
        var out = new StringBuilder();
        for (int from = 0, number = 0; from < encoded.length(); number++) {
            int to = Math.min(encoded.length(), from + SEGMENT);
            int percent = encoded.indexOf('%', Math.max(from, to - 2));
            if (to < encoded.length() && percent >= 0 && percent < to) {
                to = percent;
            }
            out.append(number == 0 ? "filename*0*=UTF-8''" : ";\r\n filename*" + number + "*=")
                    .append(encoded, from, to);
            from = to;
        }
        return out.toString();
    }

    private static String percentEncoded(String name) {
        var out = new StringBuilder();
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = octet >= 'a' && octet <= 'z'
                    || octet >= 'A' && octet <= 'Z'
                    || octet >= '0' && octet <= '9'
                    || octet == '.'
                    || octet == '-'
                    || octet == '_';
            if (plain) {
                out.append((char) octet);
            } else {
                out.append('%').append(HEX.toHexDigits(octet));
            }
        }
        return out.toString();
    }

    /** What looks like an encoded-word would be decoded. */
    private static boolean isPlain(String name) {
        return name.chars().allMatch(c -> c >= ' ' && c < 0x7F) && !name.contains("=?");
    }

    private static String quoted(String name) {
        return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
