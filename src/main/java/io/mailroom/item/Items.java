package io.mailroom.item;

import io.mailroom.blob.BlobStore;
import io.mailroom.db.Database;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
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

    /** As its index has it. */
    private static final String DATE = "coalesce(item_date, created)";

    private final Database database;
    private final BlobStore blobs;

    Items(Database database, BlobStore blobs) {
        this.database = database;
        this.blobs = blobs;
    }

    /**
     * Newest first: what came in last, and between two days by their own dates. What is added meanwhile moves nothing on the later
     * pages.
     */
    Page list(UUID collective, ItemFilter filter, int limit, @Nullable Cursor after) {
        var direction = filter.direction();
        var time = filter.byDate() ? DATE : "created";
        var found = database
                .query(
                        """
                        select * from item where collective_id = $1
                        and ($2::timestamptz is null or (%1$s, id) < ($2, $3::uuid))
                        and ($4::text = '' or strpos(searched, $4) > 0)
                        and ($5::timestamptz is null or %2$s >= $5)
                        and ($6::timestamptz is null or %2$s < $6)
                        and ($7::text is null or $7 = any(tags))
                        and ($8::text is null or source = $8)
                        and ($9::text is null or direction = $9)
                        and (not $10::boolean or attachment_count > (
                            select count(*) from attachment where item_id = item.id and kind = 'page'))
                        and (not $11::boolean or exists (select from reported_mail where item_id = item.id))
                        order by %1$s desc, id desc limit $12""".formatted(time, DATE),
                        collective,
                        after == null ? null : time(after.time()),
                        after == null ? null : after.id(),
                        StoredText.of(filter.text(), StoredText.NAME).toLowerCase(Locale.ROOT),
                        time(filter.from()),
                        time(filter.until()),
                        filter.tag(),
                        filter.source(),
                        direction == null ? null : direction.word(),
                        filter.attached(),
                        filter.reports(),
                        limit + 1)
                .stream()
                .map(StoredItem::of)
                .toList();
        if (found.size() <= limit) {
            return new Page(found, null);
        }
        var items = found.subList(0, limit);
        var last = items.getLast();
        return new Page(items, new Cursor(filter.byDate() ? last.when() : last.created(), last.id()));
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
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
            var blobsOfItem = blobs(tx, id);
            tx.update("delete from item where id = $1", id);
            return Optional.of(blobsOfItem);
        });
        hashes.ifPresent(blobs::deleteUnreferenced);
        return hashes.isPresent();
    }

    /** What an item is made of. */
    static List<byte[]> blobs(Database.Session tx, UUID item) {
        return tx.query("""
                        select raw_hash from item where id = $1
                        union select blob_hash from attachment where item_id = $1""", item).stream()
                .map(row -> row.getBuffer(0))
                .filter(Objects::nonNull)
                .map(Buffer::getBytes)
                .toList();
    }
}
