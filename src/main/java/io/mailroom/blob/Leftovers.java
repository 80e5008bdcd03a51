package io.mailroom.blob;

import io.mailroom.db.Database;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** Collects bytes that no blob's row leads to any more. Blocking. */
@ApplicationScoped
class Leftovers {

    private static final int AT_ONCE = 100;

    private final Database database;
    private final ObjectRows rows;
    private final Places places;

    Leftovers(Database database, ObjectRows rows, Places places) {
        this.database = database;
        this.rows = rows;
        this.places = places;
    }

    /** What has been left over since before then. An object whose deletion was refused or unheard of is deleted the next time. */
    void collect(Instant before) {
        while (chunks(before) > 0) {
            // and the next hundred
        }
        rows.abandon(before);
        // Deleted twice: an upload that was given up may have been on its way still when the first deletion came.
        for (var objects = rows.since("deleted", before, AT_ONCE);
                !objects.isEmpty();
                objects = rows.since("deleted", before, AT_ONCE)) {
            delete(objects);
            rows.forget(objects);
        }
        for (var objects = rows.since("doomed", before, AT_ONCE);
                !objects.isEmpty();
                objects = rows.since("doomed", before, AT_ONCE)) {
            delete(objects);
            rows.deleted(objects);
        }
    }

    private void delete(List<StoredObject> objects) {
        objects.forEach(object -> places.of(object.store()).delete(object));
    }

    /** A blob that is just taken back is skipped: its chunks are its bytes again. */
    private int chunks(Instant before) {
        return database.transaction(tx -> {
            var hashes = tx.query("""
                            select b.hash from blob b where hash in (
                                select hash from blob_leftover where since < $1 limit $2)
                            and b.object_id is not null for no key update skip locked""", before.atOffset(ZoneOffset.UTC), AT_ONCE).stream()
                    .map((Row row) -> row.getBuffer(0))
                    .toArray(Buffer[]::new);
            tx.update("delete from blob_chunk where hash = any($1::bytea[])", (Object) hashes);
            return tx.update("delete from blob_leftover where hash = any($1::bytea[])", (Object) hashes);
        });
    }
}
