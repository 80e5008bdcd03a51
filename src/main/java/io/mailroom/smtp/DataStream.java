package io.mailroom.smtp;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A message on its way to the server (RFC 5321 section 4.1.1.4): a bare CR or LF becomes CRLF, a dot that begins a line is
 * doubled (section 4.5.2), and everything else goes out as it is. Small messages leave in one write, their final dot included.
 */
final class DataStream extends OutputStream {

    private static final int LARGEST_BUFFER = 64 * 1024;
    private static final int SMALLEST_BUFFER = 1024;

    /** CRLF, dot, CRLF. */
    private static final int END = 5;

    private final OutputStream out;
    private final byte[] buffer;
    private int count;
    private boolean lineBegins = true;
    private boolean afterCr;
    private boolean broken;
    private boolean ended;

    /** @param size of the message, as far as it is known */
    DataStream(OutputStream out, long size) {
        this.out = out;
        // Room for some doubled dots.
        this.buffer = new byte[(int) Math.clamp(size + size / 64 + END, SMALLEST_BUFFER, LARGEST_BUFFER)];
    }

    /** Whether an exception came from the connection, and not from whoever writes here. */
    boolean broken() {
        return broken;
    }

    /** Whether the final dot may have reached the server. */
    boolean ended() {
        return ended;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int end = offset + length;
        int start = offset; // of what is copied as it is
        for (int i = offset; i < end; i++) {
            byte b = bytes[i];
            if (b > '.') {
                lineBegins = false; // nearly all there is
                afterCr = false;
            } else if (b == '\r' || b == '\n') {
                copy(bytes, start, i);
                start = i + 1;
                if (b == '\r' || !afterCr) {
                    endLine();
                }
                afterCr = b == '\r';
            } else {
                if (b == '.' && lineBegins) {
                    copy(bytes, start, i);
                    start = i;
                    room(1);
                    buffer[count++] = '.';
                }
                lineBegins = false;
                afterCr = false;
            }
        }
        copy(bytes, start, end);
    }

    /** The stream below belongs to the connection, and the end of a message is not the end of its transmission. */
    @Override
    public void flush() {}

    @Override
    public void close() {}

    /** Sends what is left, and the final dot. */
    void end() throws IOException {
        room(END);
        if (!lineBegins) {
            endLine();
        }
        buffer[count++] = '.';
        endLine();
        ended = true;
        drain();
    }

    private void endLine() throws IOException {
        room(2);
        buffer[count++] = '\r';
        buffer[count++] = '\n';
        lineBegins = true;
    }

    private void copy(byte[] bytes, int start, int end) throws IOException {
        for (int next = start; next < end; ) {
            room(1);
            int length = Math.min(end - next, buffer.length - count);
            System.arraycopy(bytes, next, buffer, count, length);
            count += length;
            next += length;
        }
    }

    private void room(int bytes) throws IOException {
        if (buffer.length - count < bytes) {
            drain();
        }
    }

    private void drain() throws IOException {
        try {
            out.write(buffer, 0, count);
            count = 0;
        } catch (IOException e) {
            broken = true;
            throw e;
        }
    }
}
