package io.mailroom.blob;

import io.mailroom.db.Database;
import io.mailroom.db.Ids;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Moves blobs to where they would be stored now: copied, read back and held against their hash, and then their row is
 * switched. Killed at any moment it leaves a copy too much, which is collected; the rows say what is left to do. Blocking.
 */
@ApplicationScoped
class BlobMover {

    private static final int AT_ONCE = 100;

    private final Database database;
    private final IndexedBlobStore blobs;
    private final BlobWriter chunks;
    private final ObjectRows rows;
    private final Places places;
    private final Clock clock;

    BlobMover(
            Database database, IndexedBlobStore blobs, BlobWriter chunks, ObjectRows rows, Places places, Clock clock) {
        this.database = database;
        this.blobs = blobs;
        this.chunks = chunks;
        this.rows = rows;
        this.places = places;
        this.clock = clock;
    }

    /** One that lies in the wrong place. */
    record Misplaced(byte[] hash, long size, Optional<StoredObject> object) {

        private static Misplaced of(Row row) {
            return new Misplaced(
                    row.getBuffer("hash").getBytes(),
                    row.getLong("size"),
                    Optional.ofNullable(row.getUUID("id")).map(id -> ObjectRows.object(row)));
        }
    }

    /** How many there are, and their bytes. */
    record Left(long blobs, long bytes) {}

    private static final String MISPLACED = """
            from blob b left join blob_object o on o.id = b.object_id
            where coalesce(o.store, 'postgresql') <> case when b.size >= $2 then $1 else 'postgresql' end""";

    Left left() {
        var row = database.query(
                        "select count(*) as blobs, coalesce(sum(b.size), 0)::bigint as bytes " + MISPLACED,
                        places.current(),
                        places.threshold())
                .getFirst();
        return new Left(row.getLong("blobs"), row.getLong("bytes"));
    }

    /** The next ones in the order of their hashes. */
    List<Misplaced> after(byte[] hash) {
        return database
                .query(
                        "select b.hash, b.size, o.id, o.store " + MISPLACED
                                + " and b.hash > $3 order by b.hash limit $4",
                        places.current(),
                        places.threshold(),
                        Buffer.buffer(hash),
                        AT_ONCE)
                .stream()
                .map(Misplaced::of)
                .toList();
    }

    /** False where it was deleted or moved by somebody else meanwhile. */
    boolean move(Misplaced blob) {
        var source = new ByteSource.OnDemand(blob.size(), () -> blobs.open(blob.hash()));
        var to = places.forSize(blob.size());
        try {
            return to.equals(Places.POSTGRESQL)
                    ? chunks.takeBack(blob.object().orElseThrow(), source, clock.instant())
                    : moveOut(blob, source, to);
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof FileNotFoundException) {
                return false;
            }
            throw e;
        }
    }

    private boolean moveOut(Misplaced blob, ByteSource source, String to) {
        var copy = new StoredObject(Ids.next(), blob.hash(), blob.size(), to);
        rows.begin(List.of(copy));
        boolean moved = false;
        try {
            places.of(to).put(copy, source);
            verify(copy);
            moved = rows.replace(blob.object(), copy);
        } finally {
            if (!moved) {
                rows.doom(List.of(copy));
            }
        }
        return moved;
    }

    private void verify(StoredObject copy) {
        if (copy.size() == 0) {
            return;
        }
        var digest = Hashes.sha256();
        var buffer = new byte[64 * 1024];
        long size = 0;
        try (var in = places.of(copy.store()).open(copy, 0, copy.size()).bytes()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                size += read;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Hashes.check(copy, size, digest, "was copied");
    }
}
