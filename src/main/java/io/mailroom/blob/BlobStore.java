package io.mailroom.blob;

import io.mailroom.db.Database;
import java.io.InputStream;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;

/**
 * Keeps bytes by the SHA-256 of what they are, each content once. Blocking; never on an event loop. What has to do with bytes
 * fails with {@link BlobsUnavailable} when they lie, or are to lie, where nobody answers.
 */
public interface BlobStore {

    /**
     * Stores what is not there yet, and holds on to what is: none of {@code blobs} is deleted before {@code tx} ends, so
     * references to them can be written. Memory does not grow with the size of a blob. Call it once in a transaction, as
     * blobs are locked in the order of their hashes.
     */
    void put(Database.Session tx, List<Blob> blobs);

    /**
     * The same for a few that fit into one chunk each and are probably new: they are stored by {@code tx} itself, in one
     * statement.
     */
    void putSmall(Database.Session tx, List<Blob> blobs);

    /**
     * Stores ahead what a transaction is going to {@link #put}, so that the bytes are on their way while another one is
     * under way. A promise of nothing: what is never put is swept.
     */
    void stage(List<Blob> blobs);

    /** Empty where there is no such blob. */
    OptionalLong size(byte[] hash);

    /**
     * The bytes from {@code offset} on, {@code length} of them at the most. They are fetched while they are read, with
     * neither a connection to the database nor a transaction held in between. Once the blob is gone, reading fails with
     * a FileNotFoundException, or goes on to its end. Close it.
     */
    InputStream open(byte[] hash, long offset, long length);

    default InputStream open(byte[] hash) {
        return open(hash, 0, Long.MAX_VALUE);
    }

    /** Deletes those of {@code hashes} that nothing refers to; safe while the same content is being stored. */
    void deleteUnreferenced(Collection<byte[]> hashes);

    /** Remembers, in the transaction that removes references to them, that nothing may refer to {@code hashes} any more. */
    void suspect(Database.Session tx, Collection<byte[]> hashes);

    /** Deletes those that were {@linkplain #suspect suspected} and that nothing refers to, also what a killed process left of them. */
    void collectSuspects();

    /**
     * Deletes what was stored before then and nothing refers to, and says how many that were. Also what was left behind before
     * then by uploads that broke off, by moves, and in object stores by what was deleted.
     */
    int sweep(Instant before);
}
