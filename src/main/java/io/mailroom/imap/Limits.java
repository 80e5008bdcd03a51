package io.mailroom.imap;

/**
 * How much of a mailbox is held in memory at once.
 *
 * @param batchBytes announced bytes asked for by one command
 * @param batchMessages messages asked for by one command
 * @param streamAbove messages announced bigger than this come in pieces, through a temporary file
 * @param refuseAbove messages bigger than this are not fetched at all
 * @param longestResponse of any single response. A server may announce a small message and then send a large one, and
 *     Exchange now and then answers with all of a message that was asked for in pieces
 */
public record Limits(long batchBytes, int batchMessages, long streamAbove, long refuseAbove, int longestResponse) {

    public static final Limits DEFAULT = new Limits(4L << 20, 200, 8L << 20, 256L << 20);

    /** Room for what is not the message itself. */
    private static final int AROUND = 1 << 20;

    /** Twice what is expected at the most. */
    public Limits(long batchBytes, int batchMessages, long streamAbove, long refuseAbove) {
        this(
                batchBytes,
                batchMessages,
                streamAbove,
                refuseAbove,
                Math.toIntExact(2 * Math.max(streamAbove, LargeFetch.PIECE) + AROUND));
    }

    /** For a server that sends more than it announced: every message comes in pieces, and a whole one is taken, too. */
    public Limits inPieces(long longestMessage) {
        return new Limits(
                batchBytes,
                batchMessages,
                -1,
                refuseAbove,
                Math.toIntExact(Math.min(Math.min(refuseAbove, longestMessage), Integer.MAX_VALUE / 2) + AROUND));
    }
}
