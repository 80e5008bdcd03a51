package io.mailroom.item;

import io.mailroom.blob.BlobStore;
import io.mailroom.db.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The items of a collective: list, find, delete. Blocking; runs on a virtual thread. */
@ApplicationScoped
class Items {

    /** A page of the list; with a cursor while there is more. */
    record Page(List<StoredItem> items, @Nullable Cursor next) {}

    private final Database database;
    private final BlobStore blobs;

    Items(Database database, BlobStore blobs) {
        this.database = database;
        this.blobs = blobs;
    }

    /** Newest first. What is added meanwhile stands before the first page, so it moves nothing on the later ones. */
    Page list(UUID collective, String query, int limit, @Nullable Cursor after) {
        var found = database
                .query(
                        """
                        select * from item where collective_id = $1
                        and ($2::timestamptz is null or (created, id) < ($2, $3::uuid))
                        and ($4::text = '' or strpos(searched, $4) > 0)
                        order by created desc, id desc limit $5""",
                        collective,
                        after == null ? null : after.created().atOffset(ZoneOffset.UTC),
                        after == null ? null : after.id(),
                        StoredText.of(query, StoredText.NAME).toLowerCase(Locale.ROOT),
                        limit + 1)
                .stream()
                .map(StoredItem::of)
                .toList();
        if (found.size() <= limit) {
            return new Page(found, null);
        }
        var items = found.subList(0, limit);
        var last = items.getLast();
        return new Page(items, new Cursor(last.created(), last.id()));
    }

    Optional<StoredItem> find(UUID collective, UUID id) {
        return database.query("select * from item where id = $1 and collective_id = $2", id, collective).stream()
                .map(StoredItem::of)
                .findFirst();
    }

    boolean exists(UUID collective, UUID id) {
        return !database.query("select from item where id = $1 and collective_id = $2", id, collective)
                .isEmpty();
    }

    /** The sent mails on whose delivery an item reports. */
    List<UUID> reportedMails(UUID item) {
        return database.query("select mail_id from reported_mail where item_id = $1 order by mail_id", item).stream()
                .map(row -> row.getUUID(0))
                .toList();
    }

    /** False where the collective has no such item. Its mail does not come again with the next import. */
    boolean delete(UUID collective, UUID id) {
        var hashes = database.<Optional<List<byte[]>>>transaction(tx -> {
            if (tx.query("select from item where id = $1 and collective_id = $2 for update", id, collective)
                    .isEmpty()) {
                return Optional.empty();
            }
            var blobsOfItem = tx.query("""
                            select raw_hash from item where id = $1
                            union select blob_hash from attachment where item_id = $1""", id).stream()
                    .map(row -> row.getBuffer(0))
                    .filter(Objects::nonNull)
                    .map(buffer -> buffer.getBytes())
                    .toList();
            tx.update("delete from item where id = $1", id);
            return Optional.of(blobsOfItem);
        });
        hashes.ifPresent(blobs::deleteUnreferenced);
        return hashes.isPresent();
    }
}
