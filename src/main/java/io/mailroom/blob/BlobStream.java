package io.mailroom.blob;

import io.mailroom.db.Database;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads a span of a blob wherever it lies, also when it is moved meanwhile, and goes on where a connection to an object store
 * broke off. What is read of an object as a whole is held against its hash.
 */
final class BlobStream extends InputStream {

    /** Times in a row without a byte. */
    private static final int PATIENCE = 3;

    /** What is quicker to read than to ask for again. */
    private static final int READ_OVER = 64 * 1024;

    private final Database database;
    private final ObjectRows rows;
    private final Places places;
    private final byte[] hash;
    private final long end;
    private long at;
    private @Nullable InputStream chunks;
    private ObjectStore.@Nullable Body body;
    private long bodyEnd;
    private long size;
    private @Nullable MessageDigest digest;
    private boolean over;
    private int broken;

    BlobStream(Database database, ObjectRows rows, Places places, byte[] hash, long offset, long length) {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("offset and length must not be negative");
        }
        this.database = database;
        this.rows = rows;
        this.places = places;
        this.hash = hash;
        this.at = offset;
        this.end = length > Long.MAX_VALUE - offset ? Long.MAX_VALUE : offset + length;
        this.digest = offset == 0 ? Hashes.sha256() : null;
    }

    /**
     * Asks an object store for the first bytes, so that its refusal is known before anybody is told that they come. Of
     * PostgreSQL nothing is asked before it has to be.
     *
     * @throws BlobsUnavailable when the store does not answer
     */
    BlobStream begin() {
        if (places.any() && at < end) {
            var place = rows.place(hash);
            if (place.isPresent() && place.get().object().isPresent()) {
                try {
                    open(place.get());
                } catch (IOException e) {
                    // reading finds out
                }
            }
        }
        return this;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        while (!over && at < end) {
            int count = body != null ? readBody(body, into, offset, length) : readChunks(into, offset, length);
            if (count > 0) {
                at += count;
                broken = 0;
                if (body != null && at == size) {
                    checkHash();
                }
                return count;
            }
        }
        return -1;
    }

    private int readChunks(byte[] into, int offset, int length) throws IOException {
        var in = chunks == null ? new ChunkStream(database, hash, at, end - at) : chunks;
        chunks = in;
        try {
            int count = in.read(into, offset, length);
            over = count < 0;
            digest = null; // chunks are stored and deleted as a whole, and not checked
            return count;
        } catch (ChunkStream.Elsewhere e) {
            chunks = null;
            if (++broken > PATIENCE) {
                throw e;
            }
            reopen();
            return 0;
        }
    }

    private int readBody(ObjectStore.Body object, byte[] into, int offset, int length) throws IOException {
        if (at == bodyEnd) {
            over = true;
            return -1;
        }
        try {
            int count = object.bytes().read(into, offset, length);
            if (count > 0) {
                if (digest != null) {
                    digest.update(into, offset, count);
                }
                return count;
            }
            throw new IOException("The object store broke off.");
        } catch (IOException e) {
            dropBody();
            if (++broken > PATIENCE) {
                throw e;
            }
            reopen();
            return 0;
        }
    }

    /** Only of a blob that was read from its first byte to its last: nobody gets all of what is something else. */
    private void checkHash() throws IOException {
        if (digest != null && !MessageDigest.isEqual(digest.digest(), hash)) {
            throw new IOException("What an object store gave for " + StoredObject.hex(hash) + " is something else.");
        }
        digest = null;
    }

    private void reopen() throws IOException {
        var place = rows.place(hash)
                .orElseThrow(() -> new FileNotFoundException(
                        at == 0 ? "There is no such blob." : "The blob was deleted while it was read."));
        try {
            open(place);
        } catch (ObjectStore.Gone e) {
            if (++broken > PATIENCE) {
                throw e; // moved as often, or really lost
            }
        } catch (BlobsUnavailable e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void open(ObjectRows.Place place) throws IOException {
        if (place.object().isEmpty()) {
            return;
        }
        var object = place.object().get();
        size = place.size();
        bodyEnd = Math.min(end, size);
        if (at >= bodyEnd) {
            over = true;
            return;
        }
        body = places.of(object.store()).open(object, at, bodyEnd);
    }

    @Override
    public long skip(long count) throws IOException {
        long wanted = Math.min(Math.max(0, count), end - at);
        if (wanted == 0 || over) {
            return 0;
        }
        digest = null;
        if (body != null) {
            return skipBody(wanted);
        }
        long skipped = chunks == null ? wanted : chunks.skip(wanted);
        at += skipped;
        return skipped;
    }

    private long skipBody(long count) throws IOException {
        long wanted = Math.min(count, bodyEnd - at);
        if (wanted <= READ_OVER) {
            return readNBytes((int) wanted).length;
        }
        dropBody();
        at += wanted;
        return wanted;
    }

    private void dropBody() {
        if (body != null) {
            body.abort().run();
            body = null;
        }
    }

    @Override
    public void close() {
        over = true;
        dropBody();
    }
}
