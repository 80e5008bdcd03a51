package io.mailroom.item;

import io.mailroom.blob.BlobStore;
import io.mailroom.db.Database;
import io.mailroom.retention.Kept;
import io.mailroom.retention.Kind;
import io.mailroom.retention.Pace;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.UUID;

/** Items go by the time when they came in. What tells their mails from new ones stays, so that none comes again. */
@ApplicationScoped
class KeptItems implements Kept {

    private static final String OLD = " from item where collective_id = $1 and created < $2";

    /** What is still to be handed over waits for that, or for its giving up. */
    static final String NOT_ON_ITS_WAY =
            " and not exists (select from handover h where h.item_id = item.id and h.state = 'pending')";

    private final Database database;
    private final BlobStore blobs;

    KeptItems(Database database, BlobStore blobs) {
        this.database = database;
        this.blobs = blobs;
    }

    @Override
    public Kind kind() {
        return Kind.ITEMS;
    }

    @Override
    public long count(UUID collective, Instant before) {
        return database.query(
                        "select count(*) from (select" + OLD + NOT_ON_ITS_WAY + " limit $3) as old",
                        collective,
                        before.atOffset(ZoneOffset.UTC),
                        MOST_COUNTED)
                .getFirst()
                .getLong(0);
    }

    @Override
    public long remove(UUID collective, Instant before, Pace pace) {
        return pace.each(() ->
                database.transaction(tx -> removeSome(tx, blobs, collective, before, NOT_ON_ITS_WAY, Pace.BATCH)));
    }

    /**
     * The oldest first.
     *
     * @param which condition on the items, SQL that begins with {@code and}
     */
    static int removeSome(
            Database.Session tx, BlobStore blobs, UUID collective, Instant before, String which, int limit) {
        var old = tx
                .query(
                        "select id" + OLD + which + " order by created, id limit $3 for update skip locked",
                        collective,
                        before.atOffset(ZoneOffset.UTC),
                        limit)
                .stream()
                .map(row -> row.getUUID(0))
                .toArray(UUID[]::new);
        if (old.length == 0) {
            return 0;
        }
        blobs.suspect(
                tx,
                tx.query("""
                        select raw_hash from item where id = any($1) and raw_hash is not null
                        union select blob_hash from attachment where item_id = any($1) and blob_hash is not null""", (Object) old).stream()
                        .map(row -> Objects.requireNonNull(row.getBuffer(0)).getBytes())
                        .toList());
        return tx.update("delete from item where id = any($1)", (Object) old);
    }
}
