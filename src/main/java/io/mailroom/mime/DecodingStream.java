package io.mailroom.mime;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** A stream whose content is made block by block from another one. */
abstract sealed class DecodingStream extends InputStream permits Base64Stream, QuotedPrintableStream, UuStream {

    private final InputStream source;
    private final byte[] input = new byte[8192];
    private int next;
    private int end;
    private boolean sourceEnded;

    private byte[] block = new byte[0];
    private int blockNext;
    private int blockEnd;
    private boolean ended;

    DecodingStream(InputStream source) {
        this.source = source;
    }

    /** Decodes some more and hands it to {@link #deliver}; without a delivery the stream is at its end. */
    abstract void decodeBlock() throws IOException;

    final void deliver(byte[] decoded, int length) {
        block = decoded;
        blockNext = 0;
        blockEnd = length;
    }

    @Override
    public final int read() throws IOException {
        return available(1) ? block[blockNext++] & 0xFF : -1;
    }

    @Override
    public final int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (!available(length)) {
            return -1;
        }
        int count = Math.min(length, blockEnd - blockNext);
        System.arraycopy(block, blockNext, into, offset, count);
        blockNext += count;
        return count;
    }

    private boolean available(int wanted) throws IOException {
        if (wanted > 0 && blockNext == blockEnd && !ended) {
            blockNext = 0;
            blockEnd = 0;
            decodeBlock();
            ended = blockEnd == 0;
        }
        return wanted == 0 || blockNext < blockEnd;
    }

    @Override
    public final int available() {
        return blockEnd - blockNext;
    }

    @Override
    public final void close() throws IOException {
        source.close();
    }

    /** Makes sure that {@code count} octets of the source can be peeked at, or all there are. */
    final boolean fill(int count) throws IOException {
        while (end - next < count && !sourceEnded) {
            System.arraycopy(input, next, input, 0, end - next);
            end -= next;
            next = 0;
            int read = source.read(input, end, input.length - end);
            if (read < 0) {
                sourceEnded = true;
            } else {
                end += read;
            }
        }
        return end - next >= count;
    }

    /** The octet {@code ahead} of the next one, or -1 beyond the end; {@link #fill} must have been asked for it. */
    final int peek(int ahead) {
        return next + ahead < end ? input[next + ahead] & 0xFF : -1;
    }

    final void skip(int count) {
        next = Math.min(end, next + count);
    }

    final byte[] input() {
        return input;
    }

    final int next() {
        return next;
    }

    final int end() {
        return end;
    }
}
