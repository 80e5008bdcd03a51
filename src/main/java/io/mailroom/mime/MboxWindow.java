package io.mailroom.mime;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** The few kilobytes of the file that are looked at. */
final class MboxWindow implements AutoCloseable {

    private static final int SIZE = 64 * 1024;
    private static final byte[] CRLF = {'\r', '\n'};

    private final FileChannel file;
    private final byte[] bytes = new byte[SIZE];
    private int start;
    private int end;

    /** Of the byte at {@link #end} in the file. */
    private long read;

    private MboxWindow(FileChannel file) {
        this.file = file;
    }

    static MboxWindow open(Path path) throws IOException {
        return new MboxWindow(FileChannel.open(path));
    }

    /** Sees to it that so many bytes can be looked at, unless the file ends before. Returns how many there are. */
    private int ensure(int count) throws IOException {
        if (end - start < count) {
            System.arraycopy(bytes, start, bytes, 0, end - start);
            end -= start;
            start = 0;
            while (end < count) {
                int got = file.read(ByteBuffer.wrap(bytes, end, SIZE - end), read);
                if (got < 0) {
                    break;
                }
                end += got;
                read += got;
            }
        }
        return Math.min(count, end - start);
    }

    boolean isAtEnd() throws IOException {
        return ensure(1) == 0;
    }

    /** The byte so far ahead, or -1. */
    int at(int offset) throws IOException {
        return ensure(offset + 1) > offset ? bytes[start + offset] : -1;
    }

    /** The length of the line here if there is nothing on it, else 0. */
    int emptyLine() throws IOException {
        if (at(0) == '\n') {
            return 1;
        }
        return at(0) == '\r' && at(1) == '\n' ? 2 : 0;
    }

    boolean startsWith(byte[] text) throws IOException {
        return startsWith(text, 0);
    }

    boolean startsWith(byte[] text, int offset) throws IOException {
        for (int i = 0; i < text.length; i++) {
            if (at(offset + i) != text[i]) {
                return false;
            }
        }
        return true;
    }

    boolean startsWithIgnoreCase(byte[] lowerCase) throws IOException {
        for (int i = 0; i < lowerCase.length; i++) {
            int here = at(i);
            if ((here >= 'A' && here <= 'Z' ? here + 32 : here) != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }

    /** At most so many bytes from here on, one character each. */
    String text(int most) throws IOException {
        int seen = ensure(most); // this moves the start
        return new String(bytes, start, seen, StandardCharsets.ISO_8859_1);
    }

    /** The line here, without its end. */
    String line(int most) throws IOException {
        return text(most).split("\r?\n", 2)[0];
    }

    /** The bytes at a distance, if the file is that long. */
    Optional<String> peek(long offset, int most) throws IOException {
        long position = read - (end - start) + offset;
        if (offset > file.size() || position > file.size()) {
            return Optional.empty();
        }
        var found = ByteBuffer.allocate(most);
        while (found.hasRemaining() && file.read(found, position + found.position()) >= 0) {
            // until there is enough, or no more
        }
        return Optional.of(new String(found.array(), 0, found.position(), StandardCharsets.ISO_8859_1));
    }

    /** Whether a line has just ended at that distance. */
    boolean endsLine(long offset) throws IOException {
        return peek(offset - 1, 1).filter("\n"::equals).isPresent();
    }

    void skip(int count) {
        start += count;
    }

    void skipLine() throws IOException {
        copyLine(OutputStream.nullOutputStream());
    }

    /** Copies the line here; its end becomes CRLF, and one that has none stays without. */
    void copyLine(OutputStream into) throws IOException {
        copyLine(Long.MAX_VALUE, into);
    }

    /** Copies so many bytes of the file; every end of a line becomes CRLF. */
    void copy(long count, OutputStream into) throws IOException {
        long left = count;
        while (left > 0 && !isAtEnd()) {
            left -= copyLine(left, into);
        }
    }

    private long copyLine(long most, OutputStream into) throws IOException {
        long copied = 0;
        while (copied < most && !isAtEnd()) {
            ensure(2); // a CR is never the last byte that is seen while its LF is still to come
            int seen = (int) Math.min(end - start, most - copied);
            int feed = lineFeed(seen);
            if (feed >= 0) {
                int text = feed > 0 && bytes[start + feed - 1] == '\r' ? feed - 1 : feed;
                into.write(bytes, start, text);
                into.write(CRLF);
                start += feed + 1;
                return copied + feed + 1;
            }
            // Keeps a CR at the edge for the next look, unless it is all there is.
            int text = seen > 1 && bytes[start + seen - 1] == '\r' ? seen - 1 : seen;
            into.write(bytes, start, text);
            start += text;
            copied += text;
        }
        return copied;
    }

    private int lineFeed(int seen) {
        for (int i = 0; i < seen; i++) {
            if (bytes[start + i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
