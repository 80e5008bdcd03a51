package io.mailroom.mime;

import jakarta.activation.DataHandler;
import jakarta.activation.DataSource;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeBodyPart;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Makes a body part of an attachment, whose content is streamed when the message is written.
 *
 * <p>Everything is sent as base64, so it arrives octet for octet. That is forbidden for message types (RFC 2046 section
 * 5.2): a message that is fit for any transport as it is goes as message/rfc822, which mail programs open in place; any
 * other would have to be changed for that, and goes as a plain file, which they open by its name {@code .eml}.
 */
final class AttachmentPart {

    private static final Pattern TYPE = Pattern.compile("[a-z0-9!#$&^_.+-]{1,127}/[a-z0-9!#$&^_.+-]{1,127}");
    private static final String ANYTHING = "application/octet-stream";

    /** Keeps a line of an encoded parameter well below 78 characters. */
    private static final int SEGMENT = 54;

    private AttachmentPart() {}

    /** A file to be kept. */
    static MimeBodyPart of(Attachment attachment) throws MessagingException, IOException {
        return part(attachment, "attachment");
    }

    /** A file to be shown where the HTML says (RFC 2387, RFC 2392). */
    static MimeBodyPart of(HtmlBody.Embedded embedded) throws MessagingException, IOException {
        var part = part(embedded.file(), "inline");
        part.setHeader("Content-ID", "<" + embedded.contentId() + ">");
        return part;
    }

    private static MimeBodyPart part(Attachment attachment, String disposition) throws MessagingException, IOException {
        var type = attachment.contentType().strip().toLowerCase(Locale.ROOT);
        boolean message = type.startsWith("message/");
        boolean asIs = message && SevenBit.isFit(attachment.source());
        if (!TYPE.matcher(type).matches() || type.startsWith("multipart/") || message && !asIs) {
            type = ANYTHING;
        }
        var safe = FileNames.safe(attachment.name());
        var name = safe == null ? FileNames.made(type, 1) : safe;
        var part = new MimeBodyPart();
        part.setDataHandler(new DataHandler(new Content(type, name, attachment.source())));
        part.setHeader("Content-Type", type + ";\r\n name=" + encodedWords(name));
        part.setHeader("Content-Disposition", disposition + ";\r\n " + fileName(name));
        // With this header here Angus does not read the content to choose an encoding.
        part.setHeader("Content-Transfer-Encoding", asIs ? "7bit" : "base64");
        return part;
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
            out.append(plain ? String.valueOf((char) octet) : "%%%02X".formatted(octet & 0xFF));
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

    private record Content(String type, String name, StreamSource source) implements DataSource {

        @Override
        public InputStream getInputStream() throws IOException {
            return source.open();
        }

        @Override
        public OutputStream getOutputStream() {
            throw new UnsupportedOperationException("an attachment is only read");
        }

        @Override
        public String getContentType() {
            return type;
        }

        @Override
        public String getName() {
            return name;
        }
    }
}
