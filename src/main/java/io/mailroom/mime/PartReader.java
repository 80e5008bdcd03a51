package io.mailroom.mime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Makes a part of a leaf: decodes and hashes it, and gives it a kind and a name. */
final class PartReader {

    /** Enough of an attached message to find its subject. */
    private static final int ATTACHED_HEADER = 64 * 1024;

    private final Octets raw;
    private final @Nullable Unwrapped source;
    private final @Nullable String path;

    /**
     * @param source what {@code raw} is, when it is not the raw message
     * @param path of all parts; null when each has its own
     */
    PartReader(Octets raw, @Nullable Unwrapped source, @Nullable String path) {
        this.raw = raw;
        this.source = source;
        this.path = path;
    }

    /** @param number counts the leaves, for names */
    Part read(Leaf leaf, int number) {
        var header = leaf.header();
        var digest = Sha256.start();
        long size = hash(leaf, digest);
        var kind = leaf.isBody() ? Multipart.kind(leaf) : Part.Kind.ATTACHMENT;
        return new Part(
                kind,
                path == null ? leaf.path() : path,
                kind == Part.Kind.ATTACHMENT ? attachmentName(leaf, number) : null,
                header.contentType(),
                header.charset(),
                header.flow(),
                header.encoding(),
                leaf.from(),
                leaf.to() - leaf.from(),
                size,
                digest.digest(),
                header.contentId(),
                source);
    }

    private long hash(Leaf leaf, MessageDigest digest) {
        if (leaf.header().encoding() == TransferEncoding.IDENTITY) {
            raw.update(digest, leaf.from(), leaf.to());
            return leaf.to() - leaf.from();
        }
        try (var decoded = decoded(leaf)) {
            var buffer = new byte[8192];
            long size = 0;
            for (int read = decoded.read(buffer); read >= 0; read = decoded.read(buffer)) {
                digest.update(buffer, 0, read);
                size += read;
            }
            return size;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    InputStream decoded(Leaf leaf) {
        return PartDecoder.decode(
                raw.stream(leaf.from(), leaf.to()), leaf.header().encoding());
    }

    private String attachmentName(Leaf leaf, int number) {
        var name = leaf.header().name();
        if (name == null && leaf.header().contentType().equals("message/rfc822")) {
            name = subject(leaf);
        }
        return name == null ? FileNames.made(leaf.header().contentType(), number) : name;
    }

    private @Nullable String subject(Leaf leaf) {
        try (var decoded = decoded(leaf)) {
            var header = MessageParser.header(ByteBuffer.wrap(decoded.readNBytes(ATTACHED_HEADER)));
            return header.subject().isBlank() ? null : FileNames.safe(header.subject() + ".eml");
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
