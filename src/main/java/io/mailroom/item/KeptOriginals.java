package io.mailroom.item;

import io.mailroom.blob.Blob;
import io.mailroom.blob.BlobStore;
import io.mailroom.blob.ByteSource;
import io.mailroom.db.Database;
import io.mailroom.retention.Kept;
import io.mailroom.retention.Kind;
import io.mailroom.retention.Pace;
import io.quarkus.logging.Log;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * Originals of mails. An item's text and attachments are spans of the original; before that goes, they get contents of their
 * own, decoded, under the same ids. A mail that could not be read is nothing but its original, and keeps it.
 */
@ApplicationScoped
class KeptOriginals implements Kept {

    private static final String OLD =
            " from item where collective_id = $1 and created < $2 and raw_hash is not null and problem is null"
                    + KeptItems.NOT_ON_ITS_WAY;

    private static final OffsetDateTime BEGINNING = Instant.EPOCH.atOffset(ZoneOffset.UTC);

    private static final UUID FIRST = new UUID(0, 0);

    private final Database database;
    private final Attachments attachments;
    private final Contents contents;
    private final BlobStore blobs;
    private final Clock clock;

    KeptOriginals(Database database, Attachments attachments, Contents contents, BlobStore blobs, Clock clock) {
        this.database = database;
        this.attachments = attachments;
        this.contents = contents;
        this.blobs = blobs;
        this.clock = clock;
    }

    @Override
    public Kind kind() {
        return Kind.ORIGINALS;
    }

    @Override
    public long count(UUID collective, Instant before) {
        return database.query(
                        "select count(*) from (select" + OLD + " limit $3) as old",
                        collective,
                        before.atOffset(ZoneOffset.UTC),
                        MOST_COUNTED)
                .getFirst()
                .getLong(0);
    }

    private record Original(UUID item, byte[] hash, OffsetDateTime created) {

        static Original of(Row row) {
            return new Original(row.getUUID(0), row.getBuffer(1).getBytes(), row.getOffsetDateTime(2));
        }
    }

    @Override
    public long remove(UUID collective, Instant before, Pace pace) {
        long removed = 0;
        var old = some(collective, before, BEGINNING, FIRST);
        while (!old.isEmpty()) {
            for (var original : old) {
                if (removed > 0 && !pace.goOn()) {
                    return removed;
                }
                removed += remove(original) ? 1 : 0;
            }
            // Not from the beginning: those that could not be taken apart are still there.
            old = some(
                    collective, before, old.getLast().created(), old.getLast().item());
        }
        return removed;
    }

    private List<Original> some(UUID collective, Instant before, OffsetDateTime after, UUID item) {
        return database
                .query(
                        "select id, raw_hash, created" + OLD
                                + " and (created, id) > ($3, $4) order by created, id limit $5",
                        collective,
                        before.atOffset(ZoneOffset.UTC),
                        after,
                        item,
                        Pace.BATCH)
                .stream()
                .map(Original::of)
                .toList();
    }

    private boolean remove(Original original) {
        var parts = attachments.of(original.item()).stream()
                .filter(part -> Arrays.equals(part.blob(), original.hash()))
                .toList();
        try {
            var own = parts.stream().map(this::own).toList();
            blobs.stage(own);
            return database.transaction(tx -> replace(tx, original, own));
        } catch (UncheckedIOException | IllegalStateException e) {
            Log.warnf(e, "The original of item %s stays: it cannot be taken apart", original.item());
            return false;
        }
    }

    /** What its row says of it, size and hash, was found when the mail came in. */
    private Blob own(StoredAttachment part) {
        var content = contents.of(part);
        return new Blob(
                part.part().sha256(), new ByteSource.OnDemand(part.part().size(), () -> content.open(0)));
    }

    private boolean replace(Database.Session tx, Original original, List<Blob> own) {
        if (tx.query(
                        "select from item where id = $1 and raw_hash = $2 for update",
                        original.item(),
                        Buffer.buffer(original.hash()))
                .isEmpty()) {
            return false;
        }
        blobs.put(tx, own);
        tx.update("""
                update attachment set blob_hash = sha256, span_offset = 0, span_length = size, encoding = 'IDENTITY'
                where item_id = $1 and blob_hash = $2""", original.item(), Buffer.buffer(original.hash()));
        tx.update(
                "update item set raw_hash = null, original_gone = $2 where id = $1",
                original.item(),
                clock.instant().atOffset(ZoneOffset.UTC));
        blobs.suspect(tx, List.of(Objects.requireNonNull(original.hash())));
        return true;
    }
}
