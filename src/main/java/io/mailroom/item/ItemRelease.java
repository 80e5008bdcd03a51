package io.mailroom.item;

import io.mailroom.blob.BlobStore;
import io.mailroom.db.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/**
 * Lets go of what an item was made of once others have it. The item stays as a name and a date, so that its mail is known
 * when it comes again. Blocking.
 */
@ApplicationScoped
public class ItemRelease {

    static final String STATE = "handed-over";

    private final BlobStore blobs;

    ItemRelease(BlobStore blobs) {
        this.blobs = blobs;
    }

    /** @return what may be needed no more, to be {@link #drop dropped} after the commit */
    public List<byte[]> release(Database.Session tx, UUID item) {
        var hashes = Items.blobs(tx, item);
        tx.update("delete from attachment where item_id = $1", item);
        tx.update(
                "update item set state = $2, raw_hash = null, attachment_count = 0, size = 0, updated = now() where id = $1",
                item,
                STATE);
        return hashes;
    }

    /** What somebody else needs stays; what is left behind by a crash before this is swept. */
    public void drop(List<byte[]> hashes) {
        blobs.deleteUnreferenced(hashes);
    }
}
