package io.mailroom.blob;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Bytes that are about to be stored, in memory or in a file. */
public sealed interface ByteSource {

    long size();

    /** From the first byte; a source can be opened as often as one likes. */
    InputStream open() throws IOException;

    static ByteSource of(byte[] bytes) {
        return new Memory(ByteBuffer.wrap(bytes));
    }

    /** The bytes between position and limit, which nobody may change before they are stored. */
    static ByteSource of(ByteBuffer bytes) {
        return new Memory(bytes.slice());
    }

    static ByteSource of(Path file) throws IOException {
        return new OnDisk(file, Files.size(file));
    }

    /** Bytes in memory. */
    record Memory(ByteBuffer bytes) implements ByteSource {

        @Override
        public long size() {
            return bytes.remaining();
        }

        @Override
        public InputStream open() {
            if (bytes.hasArray()) {
                return new ByteArrayInputStream(
                        bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
            }
            return new Mapped(bytes.duplicate());
        }
    }

    /** Reads a buffer that is no array, such as a mapped file, without copying it as a whole. */
    final class Mapped extends InputStream {

        private final ByteBuffer bytes;

        private Mapped(ByteBuffer bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return bytes.hasRemaining() ? bytes.get() & 0xFF : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (length > 0 && !bytes.hasRemaining()) {
                return -1;
            }
            int count = Math.min(length, bytes.remaining());
            bytes.get(into, offset, count);
            return count;
        }
    }

    /** Bytes that are made when they are read. */
    record OnDemand(long size, Opening opening) implements ByteSource {

        @Override
        public InputStream open() throws IOException {
            return opening.open();
        }
    }

    /** Gives the same bytes again whenever it is asked. */
    @FunctionalInterface
    interface Opening {
        InputStream open() throws IOException;
    }

    /** Bytes in a file that stays as it is until they are stored. */
    record OnDisk(Path file, long size) implements ByteSource {

        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(file);
        }
    }
}
