package io.mailroom.mime;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A TNEF file, Outlook's winmail.dat (MS-OXTNEF), taken apart.
 *
 * <p>Attribute by attribute, as POI's own reader gives up all of a file for one that is broken, and holds all of them in
 * memory. POI reads the properties; the attached files are spans of the TNEF file.
 */
final class Tnef {

    private static final int SIGNATURE = 0x223E9F78;
    private static final int MESSAGE = 1;
    private static final int ATTACHMENT = 2;

    private static final int BODY = 0x800C;
    private static final int DATA = 0x800F;
    private static final int TITLE = 0x8010;
    private static final int NEXT_ATTACHMENT = 0x9002;
    private static final int MESSAGE_PROPERTIES = 0x9003;
    private static final int ATTACHMENT_PROPERTIES = 0x9005;
    private static final int CODE_PAGE = 0x9007;

    /** IID_IMessage: what is in front of a message within. */
    private static final byte[] IMESSAGE = HexFormat.of().parseHex("0703020000000000c000000000000046");

    /** Of messages within messages. */
    private static final int DEEPEST = 5;

    private static final int MOST_FILES = 1000;

    /** Of all that is no span but had to be made. */
    private static final int MOST_MADE = 8 << 20;

    /** More than anybody reads. */
    private static final int LONGEST_BODY = 2_000_000;

    /** The file; of a message within it still the file. */
    private final Unwrapped root;

    private final Unwrapped source;
    private final String path;
    private final int depth;
    private final List<byte[]> made;
    private final List<Part> files = new ArrayList<>();
    private final List<Part> bodies = new ArrayList<>();
    private final TnefProperties message = new TnefProperties();
    private String charset = "windows-1252";
    private byte @Nullable [] plain;
    private @Nullable TnefAttachment attachment;
    private boolean complete = true;

    private Tnef(Unwrapped root, Unwrapped source, String path, int depth, List<byte[]> made) {
        this.root = root;
        this.source = source;
        this.path = path;
        this.depth = depth;
        this.made = made;
    }

    /**
     * As much of a file as can be read.
     *
     * @param source what {@code in} is
     * @param path of the parts
     * @throws IOException where it is no TNEF file
     */
    static Tnef read(InputStream in, Unwrapped source, String path) throws IOException {
        var tnef = new Tnef(source, source, path, 1, new ArrayList<>());
        tnef.read(in);
        return tnef;
    }

    /** What is attached, to messages within it too. */
    List<Part> files() {
        return files;
    }

    /** The body of the message, as HTML, as text, or as both. */
    List<Part> bodies() {
        return bodies;
    }

    /** What {@link Unwrapped.OfTnef} counts. */
    List<byte[]> made() {
        return made;
    }

    /** Whether nothing is in the file that we did not find. */
    boolean isComplete() {
        return complete;
    }

    private void read(InputStream in) throws IOException {
        if (number(in, 4) != SIGNATURE) {
            throw new IOException("no TNEF file");
        }
        number(in, 2);
        try {
            attributes(in);
        } catch (EOFException cut) {
            complete = false;
        }
        endAttachment();
        readBodies();
    }

    private void attributes(InputStream in) throws IOException {
        long at = 6;
        for (int level = in.read(); level >= 0; level = in.read()) {
            if (level == MESSAGE || level == ATTACHMENT) {
                int id = (int) number(in, 2);
                int type = (int) number(in, 2);
                long length = number(in, 4);
                attribute(in, level, id, type, at + 9, length);
                number(in, 2); // a checksum, which some mailers get wrong
                at += 9 + length + 2;
            } else if (level == 0 || level == '\r' || level == '\n') {
                at++;
            } else {
                complete = false;
                return;
            }
        }
    }

    private void attribute(InputStream in, int level, int id, int type, long at, long length) throws IOException {
        if (level == ATTACHMENT && (id == NEXT_ATTACHMENT || attachment == null)) {
            endAttachment();
            attachment = new TnefAttachment();
        }
        if (id == DATA && attachment != null) {
            attachment.data(at, length, hash(in, length));
        } else if (!isWanted(id)) {
            in.skipNBytes(length);
        } else if (length > TnefProperties.LARGEST_BLOCK) {
            in.skipNBytes(length);
            complete = false;
        } else {
            var octets = in.readNBytes((int) length);
            if (octets.length < length) {
                throw new EOFException();
            }
            wanted(id, type, octets);
        }
    }

    private static boolean isWanted(int id) {
        return switch (id) {
            case BODY, TITLE, MESSAGE_PROPERTIES, ATTACHMENT_PROPERTIES, CODE_PAGE -> true;
            default -> false;
        };
    }

    private void wanted(int id, int type, byte[] octets) {
        try {
            if (id == BODY) {
                plain = octets;
            } else if (id == CODE_PAGE && octets.length >= 2) {
                charset = MailCharsets.ofCodePage(octets[0] & 0xFF | (octets[1] & 0xFF) << 8);
            } else if (id == MESSAGE_PROPERTIES) {
                message.read(id, type, octets);
            } else if (attachment != null && id == TITLE) {
                attachment.title(octets);
            } else if (attachment != null && id == ATTACHMENT_PROPERTIES) {
                attachment.properties().read(id, type, octets);
            }
        } catch (IOException broken) {
            complete = false;
        }
    }

    private void endAttachment() {
        var ended = attachment;
        attachment = null;
        if (ended == null) {
            return;
        }
        if (files.size() >= MOST_FILES) {
            complete = false;
        } else if (ended.hasData()) {
            files.add(ended.part(source, path, charset, files.size() + 1));
        } else {
            complete &= messageWithin(ended);
        }
    }

    /** @return false where it is something else, such as a picture out of another program, or cannot be read */
    private boolean messageWithin(TnefAttachment attached) {
        var data = attached.properties().octets(TnefProperties.DATA);
        if (depth == DEEPEST || data == null || !startsWith(data, IMESSAGE)) {
            return false;
        }
        var content = Arrays.copyOfRange(data, IMESSAGE.length, data.length);
        var within = make(content);
        if (within == null) {
            return false;
        }
        try {
            var inner = new Tnef(root, within, path, depth + 1, made);
            inner.charset = charset;
            inner.read(new ByteArrayInputStream(content));
            var name = attached.name(charset);
            inner.bodies.forEach(body -> files.add(asFile(body, name)));
            files.addAll(inner.files);
            return inner.complete;
        } catch (IOException unreadable) {
            return false;
        }
    }

    private static Part asFile(Part body, @Nullable String name) {
        var file = (name == null ? "message" : name) + (body.contentType().equals("text/html") ? ".html" : ".txt");
        return part(
                Part.Kind.ATTACHMENT,
                FileNames.safe(file),
                body.contentType(),
                body.charset(),
                body.source(),
                body.path());
    }

    private void readBodies() {
        var html = message.octets(TnefProperties.HTML);
        var htmlCharset = MailCharsets.ofCodePage(message.number(TnefProperties.HTML_CODE_PAGE));
        var text = message.text(TnefProperties.BODY, charset);
        if (text == null && plain != null) {
            text = TnefProperties.text(plain, charset);
        }
        if (html == null && message.rtf() instanceof byte[] packed) {
            var rtf = RtfBody.read(packed);
            if (rtf.isHtml()) {
                html = utf8(rtf.text());
                htmlCharset = "utf-8";
            } else if (text == null) {
                text = rtf.text();
            }
        }
        if (html != null) {
            addBody(text == null ? Part.Kind.BODY : Part.Kind.HTML, "text/html", htmlCharset, html);
        }
        if (text != null) {
            addBody(html == null ? Part.Kind.BODY : Part.Kind.TEXT, "text/plain", "utf-8", utf8(text));
        }
    }

    private void addBody(Part.Kind kind, String type, String charset, byte[] content) {
        var body = make(content);
        if (body == null) {
            complete = false;
        } else {
            bodies.add(part(kind, null, type, charset, body, path));
        }
    }

    private static Part part(
            Part.Kind kind,
            @Nullable String name,
            String type,
            @Nullable String charset,
            @Nullable Unwrapped source,
            String path) {
        var all = Objects.requireNonNull(source);
        return new Part(
                kind,
                path,
                name,
                type,
                charset,
                Part.Flow.FIXED,
                TransferEncoding.IDENTITY,
                0,
                all.size(),
                all.size(),
                all.sha256(),
                null,
                all);
    }

    /** Null when there is too much of it. */
    private @Nullable Unwrapped make(byte[] content) {
        if (made.stream().mapToLong(other -> other.length).sum() + content.length > MOST_MADE) {
            return null;
        }
        made.add(content);
        return new Unwrapped.OfTnef(root, made.size() - 1, Sha256.start().digest(content), content.length);
    }

    private static byte[] utf8(String text) {
        return HeaderText.cut(text, LONGEST_BODY).getBytes(StandardCharsets.UTF_8);
    }

    private static boolean startsWith(byte[] octets, byte[] start) {
        return octets.length >= start.length && Arrays.equals(octets, 0, start.length, start, 0, start.length);
    }

    private static long number(InputStream in, int octets) throws IOException {
        long number = 0;
        for (int i = 0; i < octets; i++) {
            int octet = in.read();
            if (octet < 0) {
                throw new EOFException();
            }
            number |= (long) octet << 8 * i;
        }
        return number;
    }

    private static byte[] hash(InputStream in, long length) throws IOException {
        MessageDigest digest = Sha256.start();
        var buffer = new byte[8192];
        for (long left = length; left > 0; ) {
            int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (read < 0) {
                throw new EOFException();
            }
            digest.update(buffer, 0, read);
            left -= read;
        }
        return digest.digest();
    }
}
