package io.mailroom.imap;

/**
 * How much of a mailbox is held in memory at once.
 *
 * @param batchBytes announced bytes asked for by one command
 * @param batchMessages messages asked for by one command
 * @param streamAbove messages announced bigger than this come in pieces, through a temporary file
 * @param refuseAbove messages bigger than this are not fetched at all
 */
public record Limits(long batchBytes, int batchMessages, long streamAbove, long refuseAbove) {

    public static final Limits DEFAULT = new Limits(4L << 20, 200, 8L << 20, 256L << 20);

    /** The longest single response: a server may announce a small message and then send a large one. */
    int longestResponse() {
        return Math.toIntExact(Math.min(Integer.MAX_VALUE - 64, refuseAbove + (1 << 20)));
    }
}
