package io.mailroom.blob;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.agroal.api.AgroalDataSource;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.util.PSQLException;

/**
 * Writes blobs that are not there yet, cut into chunks, with COPY: half of what it costs both sides to send them as values
 * of a statement. COPY is why this is JDBC. Blocking.
 */
@ApplicationScoped
class BlobWriter {

    static final int CHUNK = 256 * 1024;

    /** For the next packet from the database. */
    private static final int PATIENCE_MILLIS = 60_000;

    private final AgroalDataSource dataSource;

    BlobWriter(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * All that are missing in one transaction. It does not wait for the disk by itself: what refers to a blob is committed
     * later, so its commit makes both durable or neither.
     *
     * @param blobs in the order of their hashes
     */
    void write(Collection<Blob> blobs, Instant now) {
        try (var connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            connection.setNetworkTimeout(Runnable::run, PATIENCE_MILLIS);
            try {
                try (var statement = connection.createStatement()) {
                    statement.execute("set local synchronous_commit = off");
                }
                var added = insert(connection, blobs, now);
                if (!added.isEmpty()) {
                    copy(connection, blobs, added);
                }
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /**
     * Takes the bytes of a blob back from an object, checked against its hash before they are sent and after they were written.
     *
     * @return false when they are not in that object any more
     */
    boolean takeBack(StoredObject object, ByteSource bytes, Instant now) {
        try (var connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            connection.setNetworkTimeout(Runnable::run, PATIENCE_MILLIS);
            try {
                boolean ours = TakenBack.lock(connection, object);
                if (ours) {
                    TakenBack.clear(connection, object);
                    copy(connection, List.of(new Blob(object.hash(), bytes)), Set.of(ByteBuffer.wrap(object.hash())));
                    TakenBack.verify(connection, object);
                    TakenBack.finish(connection, object, now);
                }
                connection.commit();
                return ours;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** What a refusal looks like everywhere else; a lost connection stays what it is. */
    private static RuntimeException failure(SQLException e) {
        return e instanceof PSQLException refused && refused.getServerErrorMessage() != null
                ? new PgException(refused.getMessage(), "ERROR", refused.getSQLState(), null)
                : new IllegalStateException("blobs were not written", e);
    }

    private static void rollBack(Connection connection, Exception why) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            why.addSuppressed(e);
        }
    }

    /** The hashes of what was not there before. */
    private static Set<ByteBuffer> insert(Connection connection, Collection<Blob> blobs, Instant now)
            throws SQLException {
        var added = new HashSet<ByteBuffer>();
        try (var statement = connection.prepareStatement("""
                insert into blob (hash, size, created)
                select hash, size, ? from unnest(?::bytea[], ?::bigint[]) as new (hash, size) order by hash
                on conflict do nothing
                returning hash""")) {
            statement.setObject(1, now.atOffset(ZoneOffset.UTC));
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "bytea", blobs.stream().map(Blob::hash).toArray(byte[][]::new)));
            statement.setArray(
                    3,
                    connection.createArrayOf(
                            "bigint", blobs.stream().map(Blob::size).toArray(Long[]::new)));
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    added.add(ByteBuffer.wrap(rows.getBytes(1)));
                }
            }
        }
        return added;
    }

    private static void copy(Connection connection, Collection<Blob> blobs, Set<ByteBuffer> added) throws SQLException {
        var copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy blob_chunk (hash, seq, data) from stdin (format binary)");
        try {
            var rows = new Rows(copy);
            for (var blob : blobs) {
                if (added.contains(ByteBuffer.wrap(blob.hash()))) {
                    write(blob, rows);
                }
            }
            rows.end();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private static void write(Blob blob, Rows rows) throws SQLException {
        if (blob.bytes() instanceof ByteSource.Memory(ByteBuffer bytes) && bytes.hasArray()) {
            int size = bytes.remaining();
            for (int from = 0; from < size; from += CHUNK) {
                int at = bytes.arrayOffset() + bytes.position() + from;
                rows.add(blob.hash(), from / CHUNK, bytes.array(), at, Math.min(CHUNK, size - from));
            }
            return;
        }
        var chunk = new byte[CHUNK];
        long written = 0;
        try (var in = blob.bytes().open()) {
            int seq = 0;
            for (int read = in.readNBytes(chunk, 0, CHUNK); read > 0; read = in.readNBytes(chunk, 0, CHUNK)) {
                rows.add(blob.hash(), seq++, chunk, 0, read);
                written += read;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (written != blob.size()) {
            throw new IllegalStateException("a blob changed while it was stored");
        }
    }

    /** The binary format of COPY, as PostgreSQL's manual gives it. */
    private static final class Rows {

        private static final byte[] SIGNATURE = "PGCOPY\n\377\r\n\0".getBytes(ISO_8859_1);

        private final CopyIn copy;

        Rows(CopyIn copy) throws SQLException {
            this.copy = copy;
            // No flags, no extension.
            send(ByteBuffer.allocate(SIGNATURE.length + 8)
                    .put(SIGNATURE)
                    .putInt(0)
                    .putInt(0));
        }

        void add(byte[] hash, int seq, byte[] data, int from, int length) throws SQLException {
            send(ByteBuffer.allocate(2 + 4 + hash.length + 4 + 4 + 4)
                    .putShort((short) 3)
                    .putInt(hash.length)
                    .put(hash)
                    .putInt(4)
                    .putInt(seq)
                    .putInt(length));
            copy.writeToCopy(data, from, length);
        }

        void end() throws SQLException {
            send(ByteBuffer.allocate(2).putShort((short) -1));
            copy.endCopy();
        }

        private void send(ByteBuffer filled) throws SQLException {
            copy.writeToCopy(filled.array(), 0, filled.position());
        }
    }
}
