package io.mailroom.blob;

import io.mailroom.db.Columns;
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
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.TreeMap;

/** Blobs that each have a row in PostgreSQL, which says where their bytes are: there as well, in chunks, or in an object store. */
@ApplicationScoped
class IndexedBlobStore implements BlobStore {

    /** Rounds of finding a blob that somebody deletes under our hands; the second is already bad luck. */
    private static final int PATIENCE = 10;

    private static final int SWEPT_AT_ONCE = 500;

    private final Database database;
    private final BlobWriter chunks;
    private final ObjectWriter objects;
    private final ObjectRows rows;
    private final Places places;
    private final Leftovers leftovers;
    private final Clock clock;

    IndexedBlobStore(
            Database database,
            BlobWriter chunks,
            ObjectWriter objects,
            ObjectRows rows,
            Places places,
            Leftovers leftovers,
            Clock clock) {
        this.database = database;
        this.chunks = chunks;
        this.objects = objects;
        this.rows = rows;
        this.places = places;
        this.leftovers = leftovers;
        this.clock = clock;
    }

    /** What this transaction never refers to, because it fails, is an orphan, and swept. */
    @Override
    public void put(Database.Session tx, List<Blob> blobs) {
        put(tx, byHash(blobs));
    }

    @Override
    public void putSmall(Database.Session tx, List<Blob> blobs) {
        var missing = byHash(blobs);
        var small = byHash(blobs.stream().filter(this::isForChunks).toList());
        if (!small.isEmpty()) {
            add(tx, small).forEach(missing::remove);
        }
        put(tx, missing);
    }

    private void put(Database.Session tx, SequencedMap<ByteBuffer, Blob> missing) {
        hold(tx, missing);
        for (int round = 0; !missing.isEmpty(); round++) {
            if (round == PATIENCE) {
                throw new IllegalStateException("blobs are deleted as fast as they are stored");
            }
            write(missing);
            hold(tx, missing);
        }
    }

    @Override
    public void stage(List<Blob> blobs) {
        write(byHash(blobs));
    }

    private boolean isForChunks(Blob blob) {
        return places.forSize(blob.size()).equals(Places.POSTGRESQL);
    }

    /** What takes longer and can fail comes first. */
    private void write(SequencedMap<ByteBuffer, Blob> blobs) {
        var large = blobs.values().stream().filter(blob -> !isForChunks(blob)).toList();
        if (!large.isEmpty()) {
            objects.write(large);
        }
        var small = blobs.values().stream().filter(this::isForChunks).toList();
        if (!small.isEmpty()) {
            chunks.write(small, clock.instant());
        }
    }

    /** Without what is there already, or somebody else is storing in this moment. */
    private List<ByteBuffer> add(Database.Session tx, SequencedMap<ByteBuffer, Blob> blobs) {
        var rows = new Columns<>(List.copyOf(blobs.values()));
        return tx
                .query(
                        """
                        with added as (
                            insert into blob (hash, size, created)
                            select hash, length(data), $3 from unnest($1::bytea[], $2::bytea[]) as new (hash, data) order by hash
                            on conflict do nothing
                            returning hash
                        )
                        insert into blob_chunk (hash, seq, data)
                        select new.hash, 0, new.data from unnest($1::bytea[], $2::bytea[]) as new (hash, data)
                        where new.hash in (select hash from added)
                        returning hash""",
                        rows.of(blob -> Buffer.buffer(blob.hash()), Buffer[]::new),
                        rows.of(IndexedBlobStore::bytes, Buffer[]::new),
                        clock.instant().atOffset(ZoneOffset.UTC))
                .stream()
                .map(row -> ByteBuffer.wrap(row.getBuffer(0).getBytes()))
                .toList();
    }

    private static Buffer bytes(Blob blob) {
        try (var in = blob.bytes().open()) {
            return Buffer.buffer(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In the order of their hashes, so that two transactions with the same blobs cannot wait for each other. */
    private static SequencedMap<ByteBuffer, Blob> byHash(List<Blob> blobs) {
        var sorted = new TreeMap<ByteBuffer, Blob>();
        blobs.forEach(blob -> sorted.putIfAbsent(ByteBuffer.wrap(blob.hash()), blob));
        return sorted;
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
        return new BlobStream(database, rows, places, hash, offset, length).begin();
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
     * blobs has either committed its reference, which is seen now, or holds the blob, and then it was skipped. Each is looked up
     * by itself: told that none may exist, the planner reads all items instead.
     */
    private int deleteUnreferenced(Database.Session tx, Buffer[] locked) {
        return tx.query("""
                with deleted as (
                    delete from blob where hash = any($1::bytea[])
                    and (select true from blob_reference where blob_reference.hash = blob.hash limit 1) is null
                    returning object_id
                ), doomed as (
                    update blob_object set state = 'doomed', changed = $2
                    where id in (select object_id from deleted where object_id is not null)
                )
                select count(*)::int from deleted""", locked, clock.instant().atOffset(ZoneOffset.UTC))
                .getFirst()
                .getInteger(0);
    }

    @Override
    public void suspect(Database.Session tx, Collection<byte[]> hashes) {
        if (!hashes.isEmpty()) {
            // Without waiting for another transaction that does the same: hence in order.
            tx.update("""
                    insert into blob_suspect (hash)
                    select distinct hash from unnest($1::bytea[]) as lost (hash) order by hash
                    on conflict do nothing""", (Object) hashes.stream().map(Buffer::buffer).toArray(Buffer[]::new));
        }
    }

    /** One that somebody holds just now is being referred to anew, or the next sweep finds it. */
    @Override
    public void collectSuspects() {
        for (int round = SWEPT_AT_ONCE; round == SWEPT_AT_ONCE; ) {
            round = database.transaction(tx -> {
                var suspects = tx
                        .query(
                                "delete from blob_suspect where hash in (select hash from blob_suspect order by hash limit $1"
                                        + " for update skip locked) returning hash",
                                SWEPT_AT_ONCE)
                        .stream()
                        .map(row -> row.getBuffer(0))
                        .toArray(Buffer[]::new);
                deleteUnreferenced(
                        tx,
                        tx
                                .query(
                                        "select hash from blob where hash = any($1::bytea[]) for update skip locked",
                                        (Object) suspects)
                                .stream()
                                .map(row -> row.getBuffer(0))
                                .toArray(Buffer[]::new));
                return suspects.length;
            });
        }
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
        leftovers.collect(before);
        return deleted;
    }

    private static Buffer[] hashes(Collection<ByteBuffer> hashes) {
        return hashes.stream().map(hash -> Buffer.buffer(hash.array())).toArray(Buffer[]::new);
    }
}
