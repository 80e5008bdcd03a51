package io.mailroom.imap;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A message byte for byte as the server sent it: in memory, or, if it is big, in a temporary file that closing removes. */
public final class RawMessage implements AutoCloseable {

    private final ByteBuffer bytes;
    private final @Nullable Arena mapping;
    private final @Nullable Path file;

    private RawMessage(ByteBuffer bytes, @Nullable Arena mapping, @Nullable Path file) {
        this.bytes = bytes;
        this.mapping = mapping;
        this.file = file;
    }

    static RawMessage inMemory(byte[] array, int offset, int length) {
        return new RawMessage(ByteBuffer.wrap(array, offset, length).slice(), null, null);
    }

    /** Takes over a file: it is gone when this is closed, and wherever the platform lets it, at once. */
    static RawMessage inFile(Path file, FileChannel channel) throws IOException {
        var mapping = Arena.ofShared();
        try {
            var bytes =
                    channel.map(MapMode.READ_ONLY, 0, channel.size(), mapping).asByteBuffer();
            channel.close();
            return new RawMessage(bytes, mapping, removed(file) ? null : file);
        } catch (IOException | RuntimeException e) {
            mapping.close();
            throw e;
        }
    }

    public long size() {
        return bytes.capacity();
    }

    /** Whether its bytes take up no heap. */
    public boolean isInFile() {
        return mapping != null;
    }

    /** A fresh view of all bytes, to be read only, valid until this is closed. */
    public ByteBuffer bytes() {
        return bytes.duplicate();
    }

    /** A fresh stream of all bytes, valid until this is closed. */
    public InputStream open() {
        return new BufferStream(bytes());
    }

    @Override
    public void close() {
        if (mapping != null && mapping.scope().isAlive()) {
            mapping.close();
            if (file != null) {
                removed(file);
            }
        }
    }

    /** An unnamed file cannot be left behind by a killed process. Windows refuses while the file is mapped. */
    private static boolean removed(Path file) {
        try {
            Files.deleteIfExists(file);
            return true;
        } catch (IOException stillMapped) {
            return false;
        }
    }

    private static final class BufferStream extends InputStream {

        private final ByteBuffer bytes;

        BufferStream(ByteBuffer bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return bytes.hasRemaining() ? bytes.get() & 0xff : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (length == 0) {
                return 0;
            }
            if (!bytes.hasRemaining()) {
                return -1;
            }
            int count = Math.min(length, bytes.remaining());
            bytes.get(target, offset, count);
            return count;
        }

        @Override
        public long skip(long count) {
            int skipped = (int) Math.max(0, Math.min(count, bytes.remaining()));
            bytes.position(bytes.position() + skipped);
            return skipped;
        }

        @Override
        public int available() {
            return bytes.remaining();
        }
    }
}
