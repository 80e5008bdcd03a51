package io.mailroom.mime;

import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An attachment in a TNEF file, while that is read. */
final class TnefAttachment {

    private static final Pattern TYPE = Pattern.compile("[\\w!#$&^.+-]{1,127}/[\\w!#$&^.+-]{1,127}");

    private final TnefProperties properties = new TnefProperties();
    private byte @Nullable [] title;
    private long offset;
    private long length;
    private byte @Nullable [] sha256;

    TnefProperties properties() {
        return properties;
    }

    /** The short name of the days before long ones. */
    void title(byte[] octets) {
        title = octets;
    }

    void data(long offset, long length, byte[] sha256) {
        this.offset = offset;
        this.length = length;
        this.sha256 = sha256;
    }

    boolean hasData() {
        return sha256 != null;
    }

    @Nullable
    String name(String charset) {
        var name = properties.text(TnefProperties.LONG_NAME, charset);
        if (name == null && title != null) {
            name = TnefProperties.text(title, charset);
        }
        return name == null ? properties.text(TnefProperties.DISPLAY_NAME, charset) : name;
    }

    Part part(Unwrapped source, String path, String charset, int number) {
        var name = FileNames.safe(name(charset));
        var tag = properties.text(TnefProperties.MIME_TAG, charset);
        var type = tag == null ? "" : tag.strip().toLowerCase(Locale.ROOT);
        if (!TYPE.matcher(type).matches()) {
            type = FileNames.type(name == null ? "" : name);
        }
        return new Part(
                Part.Kind.ATTACHMENT,
                path,
                name == null ? FileNames.made(type, number) : name,
                type,
                null,
                Part.Flow.FIXED,
                TransferEncoding.IDENTITY,
                offset,
                length,
                length,
                Objects.requireNonNull(sha256),
                HeaderReader.messageId(properties.text(TnefProperties.CONTENT_ID, charset)),
                source);
    }
}
