package io.mailroom.blob;

import io.mailroom.db.Database;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;

/** Reads a span of a blob, a few chunks a query, and of the outer chunks no more than it needs. */
final class ChunkStream extends InputStream {

    private static final int CHUNK = BlobWriter.CHUNK;

    /** One at first, as most reads are short; then more, so that a long one does not wait for a query per chunk. */
    private static final int MOST_AT_ONCE = 4;

    private final Database database;
    private final Buffer hash;
    private final Deque<byte[]> fetched = new ArrayDeque<>();
    private byte[] current = new byte[0];
    private int used;
    private long at;
    private final long end;
    private int atOnce = 1;
    private boolean known;

    ChunkStream(Database database, byte[] hash, long offset, long length) {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("offset and length must not be negative");
        }
        this.database = database;
        this.hash = Buffer.buffer(hash);
        this.at = offset;
        this.end = length > Long.MAX_VALUE - offset ? Long.MAX_VALUE : offset + length;
    }

    @Override
    public int read() throws IOException {
        return fill() ? current[used++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, current.length - used);
        System.arraycopy(current, used, into, offset, count);
        used += count;
        return count;
    }

    /** Skips without fetching what is skipped. */
    @Override
    public long skip(long count) {
        long rest = Math.max(0, count);
        while (rest > 0) {
            int here = (int) Math.min(rest, current.length - used);
            used += here;
            rest -= here;
            if (used == current.length) {
                if (fetched.isEmpty()) {
                    break;
                }
                next();
            }
        }
        if (rest > 0) {
            // Beyond the end of the blob it is reading that finds out.
            long unseen = Math.min(rest, end - at);
            at += unseen;
            rest -= unseen;
        }
        return Math.max(0, count) - rest;
    }

    private boolean fill() throws IOException {
        while (used == current.length) {
            if (fetched.isEmpty() && !fetch()) {
                return false;
            }
            next();
        }
        return true;
    }

    private void next() {
        current = fetched.removeFirst();
        used = 0;
    }

    private boolean fetch() throws IOException {
        if (at >= end) {
            return false;
        }
        long first = at / CHUNK;
        long last = Math.min((end - 1) / CHUNK, first + atOnce - 1);
        var rows = last > Integer.MAX_VALUE
                ? java.util.List.<Row>of()
                : database.query("""
                select substring(data from greatest(0, $4 - seq * $6::bigint)::int + 1
                                 for least($6::bigint, $5 - seq * $6::bigint)::int - greatest(0, $4 - seq * $6::bigint)::int)
                from blob_chunk where hash = $1 and seq between $2 and $3 order by seq""", hash, (int) first, (int) last, at, end, (long) CHUNK);
        rows.forEach(row -> fetched.add(row.getBuffer(0).getBytes()));
        if (rows.isEmpty()) {
            return mustExist();
        }
        known = true;
        long got = fetched.stream().mapToLong(chunk -> chunk.length).sum();
        at += got;
        atOnce = MOST_AT_ONCE;
        return got > 0;
    }

    /** Nothing found: past the end of the blob, or no blob (any more), or it is not here. */
    private boolean mustExist() throws IOException {
        var blob = database.query("select size from blob where hash = $1", hash);
        if (blob.isEmpty()) {
            throw new FileNotFoundException(
                    known ? "The blob was deleted while it was read." : "There is no such blob.");
        }
        if (at < blob.getFirst().getLong(0)) {
            throw new Elsewhere();
        }
        return false;
    }

    /** The blob is in an object store. */
    static final class Elsewhere extends IOException {
        private Elsewhere() {
            super("The blob is elsewhere.");
        }
    }
}
