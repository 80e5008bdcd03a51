package io.mailroom.item;

import io.mailroom.blob.Blob;
import io.mailroom.blob.ByteSource;
import io.mailroom.mime.MessageParser;
import io.mailroom.mime.ParseLimits;
import io.mailroom.mime.ParsedMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;

/** A file that a client sent, as it lies on our disk until the request ends. */
record UploadedFile(String name, String contentType, Path path, long size, byte[] sha256) {

    static UploadedFile of(String name, String contentType, Path path) {
        try (var in = new DigestInputStream(Files.newInputStream(path), Fingerprint.sha256())) {
            long size = in.transferTo(OutputStream.nullOutputStream());
            return new UploadedFile(
                    name, contentType, path, size, in.getMessageDigest().digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Equal for equal contents. */
    ByteBuffer key() {
        return ByteBuffer.wrap(sha256);
    }

    boolean isArchive() {
        return contentType.equals("application/mbox") || Names.isMbox(name);
    }

    boolean isMail() {
        return !isArchive() && (contentType.equals(AttachmentResource.MESSAGE) || Names.isEml(name));
    }

    /** Parsed where it lies: the heap holds no copy of it. */
    ParsedMessage message() {
        try (var channel = FileChannel.open(path);
                var arena = Arena.ofConfined()) {
            var mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena);
            return MessageParser.parse(mapped.asByteBuffer(), ParseLimits.DEFAULT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ByteSource bytes() {
        return new ByteSource.OnDisk(path, size);
    }

    Blob blob() {
        return new Blob(sha256, bytes());
    }
}
