package io.mailroom.item;

import io.mailroom.db.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The attachment rows. Blocking. */
@ApplicationScoped
class Attachments {

    /** The original message that an item was made of. */
    record Archive(UUID itemId, String name, long size, byte[] hash) {}

    private final Database database;

    Attachments(Database database) {
        this.database = database;
    }

    /** All of an item, body parts too, in their order. */
    List<StoredAttachment> of(UUID item) {
        return database
                .query(
                        "select " + StoredAttachment.COLUMNS + " from attachment where item_id = $1 order by position",
                        item)
                .stream()
                .map(StoredAttachment::of)
                .toList();
    }

    /** A listed one. */
    Optional<StoredAttachment> find(UUID collective, UUID id) {
        return database
                .query(
                        "select " + StoredAttachment.COLUMNS
                                + " from attachment join item on item.id = item_id"
                                + " where attachment.id = $1 and collective_id = $2",
                        id,
                        collective)
                .stream()
                .map(StoredAttachment::of)
                .filter(attachment -> attachment.kind().isListed())
                .findFirst();
    }

    /** The listed ones among these. */
    List<StoredAttachment> listed(UUID collective, Collection<UUID> ids) {
        return database
                .query(
                        "select " + StoredAttachment.COLUMNS
                                + " from attachment join item on item.id = item_id"
                                + " where attachment.id = any($1) and collective_id = $2",
                        ids.toArray(UUID[]::new),
                        collective)
                .stream()
                .map(StoredAttachment::of)
                .filter(attachment -> attachment.kind().isListed())
                .toList();
    }

    /** By the item's id, as a message may have no attachment, or by the id of any of its attachments. */
    Optional<Archive> archive(UUID collective, UUID id) {
        return database.query("""
                        select id, raw_name, size, raw_hash from item
                        where collective_id = $1 and raw_hash is not null
                        and id in ($2, (select item_id from attachment where id = $2))""", collective, id).stream()
                .map(row -> new Archive(
                        row.getUUID(0),
                        row.getString(1),
                        row.getLong(2),
                        row.getBuffer(3).getBytes()))
                .findFirst();
    }
}
