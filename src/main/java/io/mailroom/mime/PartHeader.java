package io.mailroom.mime;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The MIME header fields of one entity (RFC 2045 section 3).
 *
 * @param boundary null where there is none, and for what is no multipart
 * @param name from Content-Disposition, else from Content-Type
 */
record PartHeader(
        String contentType,
        @Nullable String charset,
        @Nullable String boundary,
        Part.Flow flow,
        TransferEncoding encoding,
        boolean attachment,
        @Nullable String name,
        @Nullable String contentId) {

    private static final Pattern TYPE = Pattern.compile("[\\w!#$&^.+-]{1,127}/[\\w!#$&^.+-]{1,127}");

    /** No charset has a longer name, and what has is not worth remembering. */
    private static final int MAX_CHARSET = 100;

    /** RFC 2046 section 5.1.1 says 70; a line of a message is never longer than this (RFC 5322 section 2.1.1). */
    private static final int MAX_BOUNDARY = 998;

    /** @param defaultType what an entity without Content-Type is (RFC 2046 section 5.1.5) */
    static PartHeader of(HeaderFields fields, String defaultType) {
        var type = FieldParameters.read(fields.first("content-type"));
        var disposition = FieldParameters.read(fields.first("content-disposition"));
        var encoding = fields.first("content-transfer-encoding");
        var name = FileNames.safe(disposition.get("filename"));
        if (name == null) {
            name = FileNames.safe(type.get("name"));
        }
        var contentType = contentType(type.value(), defaultType, name);
        return new PartHeader(
                contentType,
                charset(type.get("charset")),
                contentType.startsWith("multipart/") ? boundary(type.get("boundary")) : null,
                flow(type),
                encoding == null ? TransferEncoding.IDENTITY : TransferEncoding.of(encoding),
                disposition.value().equals("attachment"),
                name,
                HeaderReader.messageId(fields.first("content-id")));
    }

    private static String contentType(String value, String defaultType, @Nullable String name) {
        if (value.isEmpty()) {
            return defaultType;
        }
        if (TYPE.matcher(value).matches()) {
            return value;
        }
        // RFC 2045 section 5.2: what cannot be read is text, though hardly so when it has a file name.
        return name == null ? "text/plain" : "application/octet-stream";
    }

    private static @Nullable String boundary(@Nullable String value) {
        var boundary = value == null ? "" : value.stripTrailing();
        return boundary.isEmpty() || boundary.length() > MAX_BOUNDARY ? null : boundary;
    }

    private static @Nullable String charset(@Nullable String value) {
        return value == null ? null : HeaderText.cut(value, MAX_CHARSET);
    }

    private static Part.Flow flow(FieldParameters type) {
        if (!"flowed".equalsIgnoreCase(type.get("format"))) {
            return Part.Flow.FIXED;
        }
        return "yes".equalsIgnoreCase(type.get("delsp")) ? Part.Flow.FLOWED_DELSP : Part.Flow.FLOWED;
    }

    boolean isMultipart() {
        return contentType.startsWith("multipart/");
    }

    boolean isText() {
        return contentType.equals("text/plain") || contentType.equals("text/html");
    }

    /** The same as a text: what to make of a multipart without a boundary. */
    PartHeader asText() {
        return new PartHeader("text/plain", charset, null, flow, encoding, attachment, name, contentId);
    }
}
