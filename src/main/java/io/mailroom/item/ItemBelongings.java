package io.mailroom.item;

import io.mailroom.account.Belongings;
import io.mailroom.account.Leaver;
import io.mailroom.blob.BlobStore;
import io.mailroom.db.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** Items, which are a collective's: a user leaves them behind. */
@ApplicationScoped
class ItemBelongings implements Belongings {

    private final BlobStore blobs;
    private final Clock clock;

    ItemBelongings(BlobStore blobs, Clock clock) {
        this.blobs = blobs;
        this.clock = clock;
    }

    @Override
    public Step removeSome(Database.Session tx, Leaver leaver, int limit) {
        if (leaver.account() != null) {
            return Step.NOTHING;
        }
        // Clocks differ: also what another replica has stored in our future.
        var all = clock.instant().plus(Duration.ofDays(36_500));
        int items = KeptItems.removeSome(tx, blobs, leaver.collective(), all, "", limit);
        int fingerprints = tx.update("""
                delete from mail_fingerprint where collective_id = $1 and fingerprint in (
                    select fingerprint from mail_fingerprint where collective_id = $1 and item_id is null limit $2)""", leaver.collective(), limit);
        boolean more = !tx.query(
                        "select from item where collective_id = $1 union all"
                                + " select from mail_fingerprint where collective_id = $1 limit 1",
                        leaver.collective())
                .isEmpty();
        return new Step(Map.of("items", items, "fingerprints", fingerprints), more);
    }
}
