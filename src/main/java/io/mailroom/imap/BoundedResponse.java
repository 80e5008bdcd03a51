package io.mailroom.imap;

import org.eclipse.angus.mail.iap.ByteArray;

/**
 * The buffer that one response is read into. The library would allocate whatever size a literal announces, up to 2 GB;
 * this one refuses before allocating.
 */
final class BoundedResponse extends ByteArray {

    /** The server announced, or sent, more than the limit. */
    static final class TooLong extends RuntimeException {
        TooLong(long size, int limit) {
            super(size + " bytes, and " + limit + " are the limit");
        }
    }

    private static final int INITIAL = 128;

    private final int limit;
    private boolean finished;

    BoundedResponse(int limit) {
        super(new byte[INITIAL], 0, INITIAL);
        this.limit = limit;
    }

    @Override
    public void grow(int increment) {
        long size = (long) getBytes().length + increment;
        if (size > limit) {
            throw new TooLong(size, limit);
        }
        super.grow(increment);
    }

    @Override
    public void setCount(int count) {
        super.setCount(count);
        finished = true;
    }

    /** Whether anything was read: the library writes straight into the array, and no response begins with a NUL. */
    boolean begun() {
        return getBytes()[0] != 0;
    }

    /** Whether the response was read to its end, so that the next one follows in the stream. */
    boolean finished() {
        return finished;
    }
}
