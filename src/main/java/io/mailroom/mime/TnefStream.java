package io.mailroom.mime;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The attributes of a TNEF file, one after the other (MS-OXTNEF section 2.1.3). */
final class TnefStream {

    static final int MESSAGE = 1;
    static final int ATTACHMENT = 2;

    private static final int SIGNATURE = 0x223E9F78;

    private final InputStream in;
    private long at;
    private int level;
    private int id;
    private int type;
    private long length;

    /** @throws IOException where it is no TNEF file */
    TnefStream(InputStream in) throws IOException {
        this.in = in;
        if (number(4) != SIGNATURE) {
            throw new IOException("no TNEF file");
        }
        number(2);
    }

    /**
     * Goes to the next attribute, when all of the last one was read.
     *
     * @return false at the end
     * @throws IOException where something else comes
     */
    boolean next() throws IOException {
        do {
            level = in.read();
            at++;
        } while (level == 0 || level == '\r' || level == '\n'); // some mailers fill a file up
        if (level < 0) {
            return false;
        }
        if (level != MESSAGE && level != ATTACHMENT) {
            throw new IOException("no attribute");
        }
        id = (int) number(2);
        type = (int) number(2);
        length = number(4);
        return true;
    }

    int level() {
        return level;
    }

    int id() {
        return id;
    }

    int type() {
        return type;
    }

    long length() {
        return length;
    }

    /** Where the value begins in the file, until it is read. */
    long offset() {
        return at;
    }

    byte[] value() throws IOException {
        var value = in.readNBytes((int) length);
        if (value.length < length) {
            throw new EOFException();
        }
        endValue();
        return value;
    }

    byte[] sha256() throws IOException {
        var digest = Sha256.start();
        var buffer = new byte[8192];
        for (long left = length; left > 0; ) {
            int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (read < 0) {
                throw new EOFException();
            }
            digest.update(buffer, 0, read);
            left -= read;
        }
        endValue();
        return digest.digest();
    }

    void skip() throws IOException {
        in.skipNBytes(length);
        endValue();
    }

    /** There is a checksum behind it, which some mailers get wrong. */
    private void endValue() throws IOException {
        at += length;
        number(2);
    }

    private long number(int octets) throws IOException {
        long number = 0;
        for (int i = 0; i < octets; i++) {
            int octet = in.read();
            if (octet < 0) {
                throw new EOFException();
            }
            number |= (long) octet << 8 * i;
        }
        at += octets;
        return number;
    }
}
