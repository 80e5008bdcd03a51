package io.mailroom.blob;

import io.mailroom.db.Columns;
import io.mailroom.db.Database;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What is known of objects: <em>begun</em> before the first byte is sent, <em>stored</em> in the transaction that makes it
 * the content of a blob, <em>doomed</em> when it no longer is, <em>deleted</em> when the server was told so once. Blocking.
 */
@ApplicationScoped
class ObjectRows {

    private final Database database;
    private final Clock clock;

    ObjectRows(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** @param object empty where the bytes are in PostgreSQL */
    record Place(long size, Optional<StoredObject> object) {}

    Optional<Place> place(byte[] hash) {
        return database.query("""
                        select b.size, b.hash, o.id, o.store from blob b left join blob_object o on o.id = b.object_id
                        where b.hash = $1""", Buffer.buffer(hash)).stream()
                .map(row -> new Place(
                        row.getLong("size"),
                        Optional.ofNullable(row.getUUID("id")).map(id -> object(row))))
                .findFirst();
    }

    static StoredObject object(Row row) {
        return new StoredObject(
                row.getUUID("id"), row.getBuffer("hash").getBytes(), row.getLong("size"), row.getString("store"));
    }

    void begin(Collection<StoredObject> objects) {
        var rows = new Columns<>(List.copyOf(objects));
        database.update(
                """
                insert into blob_object (id, hash, size, store, state, changed)
                select id, hash, size, store, 'begun', $5
                from unnest($1::uuid[], $2::bytea[], $3::bigint[], $4::text[]) as new (id, hash, size, store)""",
                rows.of(StoredObject::id, UUID[]::new),
                rows.of(object -> Buffer.buffer(object.hash()), Buffer[]::new),
                rows.of(StoredObject::size, Long[]::new),
                rows.of(StoredObject::store, String[]::new),
                now());
    }

    /**
     * Makes them the contents of new blobs. Those that were taken for abandoned meanwhile are not, nor are those that somebody
     * else has stored faster; both are collected.
     *
     * @param objects in the order of their hashes
     */
    void finish(Collection<StoredObject> objects) {
        if (objects.isEmpty()) {
            return;
        }
        database.inTransaction(tx -> {
            tx.update("""
                    with stored as (
                        update blob_object set state = 'stored', changed = $2 where id = any($1) and state = 'begun'
                        returning id, hash, size
                    )
                    insert into blob (hash, size, created, object_id)
                    select hash, size, $2, id from stored order by hash
                    on conflict do nothing""", ids(objects), now());
            tx.update("""
                    update blob_object o set state = 'doomed', changed = $2 where id = any($1) and state = 'stored'
                    and not exists (select from blob where object_id = o.id)""", ids(objects), now());
        });
    }

    void doom(Collection<StoredObject> objects) {
        database.update(
                "update blob_object set state = 'doomed', changed = $2 where id = any($1) and state = 'begun'",
                ids(objects),
                now());
    }

    /** Makes {@code copy} the content of a blob that had another one; false where that is not so any more. */
    boolean replace(Optional<StoredObject> old, StoredObject copy) {
        return database.transaction(tx -> {
            var hash = Buffer.buffer(copy.hash());
            var locked = tx.query("select object_id from blob where hash = $1 for no key update", hash);
            boolean same = !locked.isEmpty()
                    && Optional.ofNullable(locked.getFirst().getUUID(0)).equals(old.map(StoredObject::id));
            if (!same || tx.update("""
                            update blob_object set state = 'stored', changed = $2 where id = $1 and state = 'begun'""", copy.id(), now()) == 0) {
                return false;
            }
            tx.update("update blob set object_id = $2 where hash = $1", hash, copy.id());
            if (old.isPresent()) {
                tx.update(
                        "update blob_object set state = 'doomed', changed = $2 where id = $1",
                        old.get().id(),
                        now());
            } else {
                tx.update("""
                        insert into blob_leftover (hash, since) values ($1, $2)
                        on conflict (hash) do update set since = excluded.since""", hash, now());
            }
            return true;
        });
    }

    /** An upload that was begun before then and is none of anybody's any more. */
    void abandon(Instant before) {
        database.update(
                "update blob_object set state = 'doomed', changed = $2 where state = 'begun' and changed < $1",
                before.atOffset(ZoneOffset.UTC),
                now());
    }

    /** In this state since before then. */
    List<StoredObject> since(String state, Instant before, int most) {
        return database
                .query(
                        "select * from blob_object where state = $1 and changed < $2 order by changed limit $3",
                        state,
                        before.atOffset(ZoneOffset.UTC),
                        most)
                .stream()
                .map(ObjectRows::object)
                .toList();
    }

    void deleted(Collection<StoredObject> objects) {
        database.update(
                "update blob_object set state = 'deleted', changed = $2 where id = any($1) and state = 'doomed'",
                ids(objects),
                now());
    }

    void forget(Collection<StoredObject> objects) {
        database.update("delete from blob_object where id = any($1) and state = 'deleted'", (Object) ids(objects));
    }

    private static UUID[] ids(Collection<StoredObject> objects) {
        return objects.stream().map(StoredObject::id).toArray(UUID[]::new);
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
