package io.mailroom.blob;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Takes what is written, such as a mail: in memory, and from some megabytes on in a temporary file. For one thread. */
public final class Spool extends OutputStream {

    private static final int IN_MEMORY = 8 << 20;
    private static final int WRITTEN_AT_ONCE = 64 * 1024;

    private final int inMemory;
    private final long most;
    private ByteArrayOutputStream memory = new ByteArrayOutputStream(4096);
    private @Nullable FileChannel file;
    private @Nullable Arena mapping;
    private long size;

    public Spool() {
        this(IN_MEMORY, Integer.MAX_VALUE); // no buffer is longer
    }

    /** @param most what has more bytes is not kept but {@link #tooLarge()} */
    public Spool(int inMemory, long most) {
        this.inMemory = inMemory;
        this.most = most;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        size += length;
        if (tooLarge()) {
            return;
        }
        memory.write(bytes, offset, length);
        if (memory.size() > (file == null ? inMemory : WRITTEN_AT_ONCE)) {
            spill();
        }
    }

    private FileChannel spill() throws IOException {
        var spilled = file == null ? unnamed() : file;
        file = spilled;
        var bytes = ByteBuffer.wrap(memory.toByteArray());
        while (bytes.hasRemaining()) {
            spilled.write(bytes);
        }
        memory = new ByteArrayOutputStream(WRITTEN_AT_ONCE);
        return spilled;
    }

    /** Its name goes as soon as it is open wherever the platform lets it, so a killed process leaves nothing behind. */
    private static FileChannel unnamed() throws IOException {
        return FileChannel.open(
                Files.createTempFile("mailroom-", ".eml"),
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
    }

    public boolean tooLarge() {
        return size > most;
    }

    /** All that was written, valid until this is closed. Ends the writing. */
    public ByteBuffer finish() throws IOException {
        if (file == null) {
            var bytes = ByteBuffer.wrap(memory.toByteArray());
            memory = new ByteArrayOutputStream(0);
            return bytes;
        }
        var mapped = Arena.ofShared();
        mapping = mapped;
        return spill().map(FileChannel.MapMode.READ_ONLY, 0, size, mapped).asByteBuffer();
    }

    @Override
    public void close() throws IOException {
        memory = new ByteArrayOutputStream(0);
        if (mapping != null) {
            mapping.close();
            mapping = null;
        }
        if (file != null) {
            file.close();
        }
    }
}
