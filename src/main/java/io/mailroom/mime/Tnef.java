package io.mailroom.mime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A TNEF file, Outlook's winmail.dat (MS-OXTNEF), taken apart.
 *
 * <p>Attribute by attribute, as POI's own reader gives up all of a file for one that is broken, and holds all of them in
 * memory. POI reads the properties; the attached files are spans of the TNEF file.
 */
final class Tnef {

    private static final int BODY = 0x800C;
    private static final int DATA = 0x800F;
    private static final int TITLE = 0x8010;
    private static final int NEXT_ATTACHMENT = 0x9002;
    private static final int MESSAGE_PROPERTIES = 0x9003;
    private static final int ATTACHMENT_PROPERTIES = 0x9005;
    private static final int CODE_PAGE = 0x9007;

    /** IID_IMessage: what is in front of a message within. */
    private static final byte[] MESSAGE_WITHIN = HexFormat.of().parseHex("0703020000000000c000000000000046");

    /** Of messages within messages. */
    private static final int DEEPEST = 5;

    private static final int MOST_FILES = 1000;

    /** Of all that is no span but had to be made. */
    private static final int MOST_MADE = 8 << 20;

    /** The file; of a message within it still the file. */
    private final Unwrapped root;

    private final Unwrapped source;
    private final String path;
    private final int depth;
    private final List<byte[]> made;
    private final List<Part> files = new ArrayList<>();
    private final TnefProperties properties = new TnefProperties();
    private List<TnefBody> bodies = List.of();
    private String charset;
    private byte @Nullable [] plain;
    private @Nullable TnefAttachment attachment;
    private boolean complete = true;

    private Tnef(Unwrapped root, Unwrapped source, String path, int depth, List<byte[]> made, String charset) {
        this.root = root;
        this.source = source;
        this.path = path;
        this.depth = depth;
        this.made = made;
        this.charset = charset;
    }

    /** What was found in a file. */
    record Content(List<Part> files, List<Part> bodies, List<byte[]> made, boolean complete) {}

    /**
     * As much of a file as can be read.
     *
     * @param source what {@code in} is
     * @param path of the parts
     * @return the attached files, the bodies of the message, what {@link Unwrapped.OfTnef} counts, and whether that is all
     *     there is
     * @throws IOException where it is no TNEF file
     */
    static Content read(InputStream in, Unwrapped source, String path) throws IOException {
        var tnef = new Tnef(source, source, path, 1, new ArrayList<>(), "windows-1252");
        tnef.read(new TnefStream(in));
        var bodies = new ArrayList<Part>();
        for (var body : tnef.bodies) {
            var content = tnef.make(body.content());
            if (content != null) {
                bodies.add(body.part(content, path));
            }
        }
        return new Content(tnef.files, bodies, tnef.made, tnef.complete && bodies.size() == tnef.bodies.size());
    }

    private void read(TnefStream in) {
        try {
            while (in.next()) {
                attribute(in);
            }
        } catch (IOException cutOffOrBroken) {
            complete = false;
        }
        endAttachment();
        bodies = TnefBody.of(properties, plain, charset);
    }

    private void attribute(TnefStream in) throws IOException {
        if (in.level() == TnefStream.ATTACHMENT && (in.id() == NEXT_ATTACHMENT || attachment == null)) {
            endAttachment();
            attachment = new TnefAttachment();
        }
        if (in.id() == DATA && attachment != null) {
            long offset = in.offset();
            attachment.data(offset, in.length(), in.sha256());
        } else if (!isWanted(in.id())) {
            in.skip();
        } else if (in.length() > TnefProperties.LARGEST_BLOCK) {
            in.skip();
            complete = false;
        } else {
            wanted(in.id(), in.type(), in.value());
        }
    }

    private static boolean isWanted(int id) {
        return switch (id) {
            case BODY, TITLE, MESSAGE_PROPERTIES, ATTACHMENT_PROPERTIES, CODE_PAGE -> true;
            default -> false;
        };
    }

    private void wanted(int id, int type, byte[] value) {
        try {
            if (id == BODY) {
                plain = value;
            } else if (id == CODE_PAGE && value.length >= 2) {
                charset = MailCharsets.ofCodePage(value[0] & 0xFF | (value[1] & 0xFF) << 8);
            } else if (id == MESSAGE_PROPERTIES) {
                properties.read(id, type, value);
            } else if (attachment != null && id == TITLE) {
                attachment.title(value);
            } else if (attachment != null && id == ATTACHMENT_PROPERTIES) {
                attachment.properties().read(id, type, value);
            }
        } catch (IOException broken) {
            complete = false;
        }
    }

    private void endAttachment() {
        var ended = attachment;
        attachment = null;
        if (ended != null) {
            if (files.size() >= MOST_FILES) {
                complete = false;
            } else if (ended.hasData()) {
                files.add(ended.part(source, path, charset, files.size() + 1));
            } else {
                complete &= messageWithin(ended);
            }
        }
    }

    /** @return false where it is something else, such as a picture out of another program, or cannot be read */
    private boolean messageWithin(TnefAttachment attached) {
        var data = attached.properties().octets(TnefProperties.DATA);
        int start = MESSAGE_WITHIN.length;
        if (depth == DEEPEST
                || data == null
                || data.length < start
                || !Arrays.equals(data, 0, start, MESSAGE_WITHIN, 0, start)) {
            return false;
        }
        var content = Arrays.copyOfRange(data, start, data.length);
        var within = make(content);
        if (within == null) {
            return false;
        }
        var inner = new Tnef(root, within, path, depth + 1, made, charset);
        try {
            inner.read(new TnefStream(new ByteArrayInputStream(content)));
        } catch (IOException unreadable) {
            return false;
        }
        boolean all = inner.complete;
        for (var body : inner.bodies) {
            var bodySource = make(body.content());
            all &= bodySource != null;
            if (bodySource != null) {
                files.add(body.file(attached.name(charset), bodySource, path));
            }
        }
        files.addAll(inner.files);
        return all;
    }

    /** Null when there is too much of it. */
    private @Nullable Unwrapped make(byte[] content) {
        if (made.stream().mapToLong(other -> other.length).sum() + content.length > MOST_MADE) {
            return null;
        }
        made.add(content);
        return new Unwrapped.OfTnef(root, made.size() - 1, Sha256.start().digest(content), content.length);
    }
}
