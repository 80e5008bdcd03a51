package io.mailroom.mime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.poi.hmef.attribute.MAPIAttribute;
import org.apache.poi.hmef.attribute.MAPIRtfAttribute;
import org.apache.poi.hmef.attribute.TNEFAttribute;
import org.apache.poi.hmef.attribute.TNEFMAPIAttribute;
import org.jspecify.annotations.Nullable;

/** The MAPI properties of a message or an attachment in a TNEF file. */
final class TnefProperties {

    static final int BODY = 0x1000;
    static final int RTF = 0x1009;
    static final int HTML = 0x1013;
    static final int DISPLAY_NAME = 0x3001;
    static final int DATA = 0x3701;
    static final int LONG_NAME = 0x3707;
    static final int MIME_TAG = 0x370E;
    static final int CONTENT_ID = 0x3712;
    static final int HTML_CODE_PAGE = 0x3FDE;

    /** They become some thirty times as large in memory as they are in the file. */
    static final int LARGEST_BLOCK = 2 << 20;

    private static final int MOST = 4096;
    private static final int UNICODE = 0x001F;

    static {
        // One value may be all of a block; the default is half of that.
        MAPIAttribute.setMaxRecordLength(LARGEST_BLOCK);
    }

    private final Map<Integer, MAPIAttribute> byId = new HashMap<>();

    /** @throws IOException where any of them cannot be read */
    void read(int attribute, int type, byte[] block) throws IOException {
        if (block.length < 4
                || ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).getInt() > MOST) {
            throw new IOException("too many properties");
        }
        var framed = ByteBuffer.allocate(8 + block.length + 2).order(ByteOrder.LITTLE_ENDIAN);
        framed.putShort((short) attribute)
                .putShort((short) type)
                .putInt(block.length)
                .put(block);
        try {
            if (TNEFAttribute.create(new ByteArrayInputStream(framed.array()))
                    instanceof TNEFMAPIAttribute properties) {
                properties
                        .getMAPIAttributes()
                        .forEach(property -> byId.putIfAbsent(property.getProperty().id, property));
            }
        } catch (RuntimeException broken) {
            // POI throws whatever happens to it.
            throw new IOException("broken properties", broken);
        }
    }

    /** Null where there is none, or nothing in it. */
    @Nullable
    String text(int id, String charset) {
        var property = byId.get(id);
        if (property == null) {
            return null;
        }
        var octets = property.getData();
        return property.getType() == UNICODE
                ? text(new String(octets, 0, octets.length & ~1, StandardCharsets.UTF_16LE))
                : text(octets, charset);
    }

    /** A string as it stands in the file: up to a NUL. */
    static @Nullable String text(byte[] octets, String charset) {
        return text(MailCharsets.decode(octets, charset));
    }

    private static @Nullable String text(String text) {
        int end = text.indexOf('\0');
        var content = end < 0 ? text : text.substring(0, end);
        return content.isBlank() ? null : content;
    }

    byte @Nullable [] octets(int id) {
        var property = byId.get(id);
        return property == null || property.getData().length == 0 ? null : property.getData();
    }

    /** Unpacked. */
    byte @Nullable [] rtf() {
        return byId.get(RTF) instanceof MAPIRtfAttribute rtf && rtf.getData().length > 0 ? rtf.getData() : null;
    }

    /** -1 where there is none. */
    int number(int id) {
        var octets = octets(id);
        return octets == null || octets.length < 4
                ? -1
                : ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }
}
