package io.mailroom.blob;

import io.mailroom.db.Database;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.TreeMap;

/** Blobs in PostgreSQL, in chunks. */
@ApplicationScoped
class PostgresBlobStore implements BlobStore {

    static final int CHUNK = 256 * 1024;

    /** Rounds of finding a blob that somebody deletes under our hands; the second is already bad luck. */
    private static final int PATIENCE = 10;

    private static final int SWEPT_AT_ONCE = 500;

    private final Database database;
    private final Clock clock;

    PostgresBlobStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public void put(Database.Session tx, List<Blob> blobs) {
        // In the order of their hashes, so that two transactions with the same blobs cannot wait for each other.
        var missing = new TreeMap<ByteBuffer, Blob>();
        blobs.forEach(blob -> missing.putIfAbsent(ByteBuffer.wrap(blob.hash()), blob));
        for (int round = 0; !missing.isEmpty(); round++) {
            if (round == PATIENCE) {
                throw new IllegalStateException("blobs are deleted as fast as they are stored");
            }
            var added = insert(tx, missing);
            var chunks = new ChunkWriter(tx);
            added.forEach(hash -> chunks.write(Objects.requireNonNull(missing.remove(hash))));
            chunks.flush();
            hold(tx, missing);
        }
    }

    /** The hashes of what was not there before. */
    private List<ByteBuffer> insert(Database.Session tx, SequencedMap<ByteBuffer, Blob> blobs) {
        return tx
                .query(
                        """
                        insert into blob (hash, size, created)
                        select hash, size, $3 from unnest($1::bytea[], $2::bigint[]) as new (hash, size) order by hash
                        on conflict do nothing
                        returning hash""",
                        hashes(blobs.keySet()),
                        blobs.values().stream().map(Blob::size).toArray(Long[]::new),
                        clock.instant().atOffset(ZoneOffset.UTC))
                .stream()
                .map(row -> ByteBuffer.wrap(row.getBuffer(0).getBytes()))
                .toList();
    }

    /** Locks what is there against deletion. What has been deleted since we saw it stays missing. */
    private static void hold(Database.Session tx, SequencedMap<ByteBuffer, Blob> blobs) {
        if (!blobs.isEmpty()) {
            tx.query("select hash from blob where hash = any($1::bytea[]) order by hash for key share", (Object)
                            hashes(blobs.keySet()))
                    .forEach(
                            row -> blobs.remove(ByteBuffer.wrap(row.getBuffer(0).getBytes())));
        }
    }

    @Override
    public OptionalLong size(byte[] hash) {
        return database.query("select size from blob where hash = $1", Buffer.buffer(hash)).stream()
                .mapToLong(row -> row.getLong(0))
                .findFirst();
    }

    @Override
    public InputStream open(byte[] hash, long offset, long length) {
        return new ChunkStream(database, hash, offset, length);
    }

    @Override
    public void deleteUnreferenced(Collection<byte[]> hashes) {
        if (!hashes.isEmpty()) {
            database.inTransaction(tx -> deleteUnreferenced(
                    tx,
                    tx
                            .query(
                                    "select hash from blob where hash = any($1::bytea[]) for update skip locked",
                                    (Object) hashes.stream().map(Buffer::buffer).toArray(Buffer[]::new))
                            .stream()
                            .map(row -> row.getBuffer(0))
                            .toArray(Buffer[]::new)));
        }
    }

    /**
     * Looks for references in a statement of its own, after the locks are held: a transaction that stored one of these
     * blobs has either committed its reference, which is seen now, or holds the blob, and then it was skipped.
     */
    private static int deleteUnreferenced(Database.Session tx, Buffer[] locked) {
        return tx.update("""
                delete from blob where hash = any($1::bytea[])
                and not exists (select from blob_reference where blob_reference.hash = blob.hash)""", (Object) locked);
    }

    @Override
    public int sweep(Instant before) {
        int deleted = 0;
        for (int round = SWEPT_AT_ONCE; round > 0; ) {
            round = database.transaction(tx -> {
                var orphans = tx.query("""
                        select hash from blob where created < $1
                        and not exists (select from blob_reference where blob_reference.hash = blob.hash)
                        limit $2 for update skip locked""", before.atOffset(ZoneOffset.UTC), SWEPT_AT_ONCE);
                return deleteUnreferenced(
                        tx, orphans.stream().map(row -> row.getBuffer(0)).toArray(Buffer[]::new));
            });
            deleted += round;
        }
        return deleted;
    }

    private static Buffer[] hashes(Collection<ByteBuffer> hashes) {
        return hashes.stream().map(hash -> Buffer.buffer(hash.array())).toArray(Buffer[]::new);
    }

    /** Cuts blobs into chunks, and sends the chunks of several blobs together, some megabytes at a time. */
    private static final class ChunkWriter {

        private static final int AT_ONCE = 4 << 20;

        private final Database.Session tx;
        private final List<Buffer> hashes = new ArrayList<>();
        private final List<Integer> seqs = new ArrayList<>();
        private final List<Buffer> chunks = new ArrayList<>();
        private int size;

        ChunkWriter(Database.Session tx) {
            this.tx = tx;
        }

        void write(Blob blob) {
            var hash = Buffer.buffer(blob.hash());
            long written = 0;
            try (var in = blob.bytes().open()) {
                int seq = 0;
                for (byte[] chunk = in.readNBytes(CHUNK); chunk.length > 0; chunk = in.readNBytes(CHUNK)) {
                    add(hash, seq++, chunk);
                    written += chunk.length;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (written != blob.size()) {
                throw new IllegalStateException("a blob changed while it was stored");
            }
        }

        private void add(Buffer hash, int seq, byte[] chunk) {
            hashes.add(hash);
            seqs.add(seq);
            chunks.add(Buffer.buffer(chunk));
            size += chunk.length;
            if (size >= AT_ONCE) {
                flush();
            }
        }

        void flush() {
            if (chunks.isEmpty()) {
                return;
            }
            tx.update(
                    "insert into blob_chunk (hash, seq, data) select * from unnest($1::bytea[], $2::int[], $3::bytea[])",
                    hashes.toArray(Buffer[]::new),
                    seqs.toArray(Integer[]::new),
                    chunks.toArray(Buffer[]::new));
            hashes.clear();
            seqs.clear();
            chunks.clear();
            size = 0;
        }
    }
}
