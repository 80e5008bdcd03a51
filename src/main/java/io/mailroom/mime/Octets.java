package io.mailroom.mime;

import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A raw message in memory or in a mapped file, read at absolute positions. */
final class Octets {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;
    private static final long LINE_FEEDS = '\n' * ONES;

    private final ByteBuffer buffer;
    private final byte @Nullable [] array;
    private final int base;

    Octets(ByteBuffer raw) {
        buffer = raw.slice().order(ByteOrder.LITTLE_ENDIAN);
        array = buffer.hasArray() ? buffer.array() : null;
        base = buffer.hasArray() ? buffer.arrayOffset() : 0;
    }

    int length() {
        return buffer.limit();
    }

    byte at(int index) {
        return buffer.get(index);
    }

    byte[] copy(int from, int to) {
        var copy = new byte[to - from];
        buffer.get(from, copy);
        return copy;
    }

    void update(MessageDigest digest, int from, int to) {
        digest.update(buffer.slice(from, to - from));
    }

    /** Whether {@code what} stands at {@code index}, all of it before {@code to}. */
    boolean matches(int index, byte[] what, int to) {
        if (to - index < what.length) {
            return false;
        }
        for (int i = 0; i < what.length; i++) {
            if (buffer.get(index + i) != what[i]) {
                return false;
            }
        }
        return true;
    }

    /** The first LF in the range, or {@code to}; eight octets at a time, as nearly all of a message is walked with it. */
    int lineFeed(int from, int to) {
        return array == null ? lineFeed(buffer, from, to) : lineFeed(array, base + from, base + to) - base;
    }

    static int lineFeed(byte[] array, int from, int to) {
        int i = from;
        for (; i <= to - 8; i += 8) {
            long hits = lineFeeds((long) LONGS.get(array, i));
            if (hits != 0) {
                return i + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        while (i < to && array[i] != '\n') {
            i++;
        }
        return i;
    }

    private static int lineFeed(ByteBuffer buffer, int from, int to) {
        int i = from;
        for (; i <= to - 8; i += 8) {
            long hits = lineFeeds(buffer.getLong(i));
            if (hits != 0) {
                return i + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        while (i < to && buffer.get(i) != '\n') {
            i++;
        }
        return i;
    }

    /** The high bit of the lowest octet that is an LF, and perhaps of octets above it. */
    private static long lineFeeds(long octets) {
        long zeros = octets ^ LINE_FEEDS;
        return (zeros - ONES) & ~zeros & HIGH;
    }

    InputStream stream(int from, int to) {
        return new Span(buffer.slice(from, to - from));
    }

    /** Where the line after the one at {@code line} begins, or the end. */
    int nextLine(int line) {
        int lineFeed = lineFeed(line, length());
        return lineFeed < length() ? lineFeed + 1 : lineFeed;
    }

    boolean isEmptyLine(int line) {
        int rest = length() - line;
        return rest > 0 && at(line) == '\n' || rest > 1 && at(line) == '\r' && at(line + 1) == '\n';
    }

    private static final class Span extends InputStream {

        private final ByteBuffer rest;

        Span(ByteBuffer rest) {
            this.rest = rest;
        }

        @Override
        public int read() {
            return rest.hasRemaining() ? rest.get() & 0xFF : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            Objects.checkFromIndexSize(offset, length, into.length);
            if (length > 0 && !rest.hasRemaining()) {
                return -1;
            }
            int count = Math.min(length, rest.remaining());
            rest.get(into, offset, count);
            return count;
        }

        @Override
        public int available() {
            return rest.remaining();
        }
    }
}
