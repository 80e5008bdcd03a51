package io.mailroom.blob;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;

/** The steps by which a blob changes from an object to chunks, in one transaction. */
final class TakenBack {

    private static final int CHECKED_AT_ONCE = 16;

    private TakenBack() {}

    /** Those who refer to the blob meanwhile are not kept waiting. */
    static boolean lock(Connection connection, StoredObject object) throws SQLException {
        try (var statement =
                connection.prepareStatement("select 1 from blob where hash = ? and object_id = ? for no key update")) {
            statement.setBytes(1, object.hash());
            statement.setObject(2, object.id());
            try (var rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    /** Chunks of before it was moved away, that nobody has collected. */
    static void clear(Connection connection, StoredObject object) throws SQLException {
        for (var sql :
                new String[] {"delete from blob_chunk where hash = ?", "delete from blob_leftover where hash = ?"}) {
            try (var statement = connection.prepareStatement(sql)) {
                statement.setBytes(1, object.hash());
                statement.executeUpdate();
            }
        }
    }

    /** Reads what was written. */
    static void verify(Connection connection, StoredObject object) throws SQLException {
        var digest = Hashes.sha256();
        long size = 0;
        try (var statement = connection.prepareStatement("select data from blob_chunk where hash = ? order by seq")) {
            statement.setFetchSize(CHECKED_AT_ONCE);
            statement.setBytes(1, object.hash());
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    var chunk = rows.getBytes(1);
                    digest.update(chunk);
                    size += chunk.length;
                }
            }
        }
        Hashes.check(object, size, digest, "was copied");
    }

    static void finish(Connection connection, StoredObject object, Instant now) throws SQLException {
        try (var statement = connection.prepareStatement("update blob set object_id = null where hash = ?")) {
            statement.setBytes(1, object.hash());
            statement.executeUpdate();
        }
        try (var statement =
                connection.prepareStatement("update blob_object set state = 'doomed', changed = ? where id = ?")) {
            statement.setObject(1, now.atOffset(ZoneOffset.UTC));
            statement.setObject(2, object.id());
            statement.executeUpdate();
        }
    }
}
