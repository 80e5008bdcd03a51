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

    private final ByteBuffer buffer;
    private final byte @Nullable [] array;
    private final int base;
    /** LF; the CR of old Macs where there is no LF at all. */
    private byte lineEnd = '\n';

    Octets(ByteBuffer raw) {
        buffer = raw.slice().order(ByteOrder.LITTLE_ENDIAN);
        array = buffer.hasArray() ? buffer.array() : null;
        base = buffer.hasArray() ? buffer.arrayOffset() : 0;
        // An ordinary message has one within its first line.
        if (lineEnd(0, length()) == length()) {
            lineEnd = '\r';
        }
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

    /** The first end of a line in the range, or {@code to}. */
    int lineEnd(int from, int to) {
        return array == null ? find(lineEnd, buffer, from, to) : find(lineEnd, array, base + from, base + to) - base;
    }

    /** The next {@code -}, or {@code to}. */
    int hyphen(int from, int to) {
        return array == null
                ? find((byte) '-', buffer, from, to)
                : find((byte) '-', array, base + from, base + to) - base;
    }

    /** Whether the octet is the last one of a line. */
    boolean endsLine(int index) {
        return at(index) == lineEnd;
    }

    static int lineFeed(byte[] array, int from, int to) {
        return find((byte) '\n', array, from, to);
    }

    /** Eight octets at a time, as nearly all of a message is walked with it. */
    private static int find(byte octet, byte[] array, int from, int to) {
        long octets = octet * ONES;
        int i = from;
        for (; i <= to - 8; i += 8) {
            long hits = hits(octets ^ (long) LONGS.get(array, i));
            if (hits != 0) {
                return i + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        while (i < to && array[i] != octet) {
            i++;
        }
        return i;
    }

    private static int find(byte octet, ByteBuffer buffer, int from, int to) {
        long octets = octet * ONES;
        int i = from;
        for (; i <= to - 8; i += 8) {
            long hits = hits(octets ^ buffer.getLong(i));
            if (hits != 0) {
                return i + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        while (i < to && buffer.get(i) != octet) {
            i++;
        }
        return i;
    }

    /** The high bit of the lowest octet that is zero, and perhaps of octets above it. */
    private static long hits(long zeros) {
        return (zeros - ONES) & ~zeros & HIGH;
    }

    InputStream stream(int from, int to) {
        return new Span(buffer.slice(from, to - from));
    }

    /** Where the line after the one at {@code line} begins, or the end. */
    int nextLine(int line) {
        int end = lineEnd(line, length());
        return end < length() ? end + 1 : end;
    }

    boolean isEmptyLine(int line) {
        int rest = length() - line;
        return rest > 0 && at(line) == lineEnd || rest > 1 && at(line) == '\r' && at(line + 1) == '\n';
    }

    /** After the first empty line, or at the end where there is none. */
    int headerEnd() {
        int line = 0;
        while (line < length() && !isEmptyLine(line)) {
            line = nextLine(line);
        }
        return nextLine(line);
    }

    /** Before the line break that ends right before {@code line}. */
    int withoutLineBreak(int line) {
        int last = line;
        if (last > 0 && at(last - 1) == lineEnd) {
            last--;
            if (last > 0 && at(last - 1) == '\r' && lineEnd == '\n') {
                last--;
            }
        }
        return last;
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
