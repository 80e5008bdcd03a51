package io.mailroom.outbox;

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

/**
 * Sent mails, by when they were accepted, and what shows admins that they were. One that waits, is on its way, or is still looked
 * for or to be stored in a mailbox stays. A report that comes back for one that is gone is an item like any other.
 */
@ApplicationScoped
class KeptMails implements Kept {

    private static final String OLD = """
             from sent_mail m where m.collective_id = $1 and m.created < $2 and m.status not in ('queued', 'sending')
            and (m.claimed_until is null or m.claimed_until < now())
            and not exists (select from sent_copy c where c.mail_id = m.id and c.state in ('sought', 'pending'))""";

    private final Database database;
    private final BlobStore blobs;

    KeptMails(Database database, BlobStore blobs) {
        this.database = database;
        this.blobs = blobs;
    }

    @Override
    public Kind kind() {
        return Kind.SENT;
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

    @Override
    public long remove(UUID collective, Instant before, Pace pace) {
        return pace.each(() -> database.transaction(tx -> {
            var gone = tx.query(
                    "delete from sent_mail where id in (select m.id" + OLD
                            + " order by m.created limit $3 for update skip locked) returning raw_hash",
                    collective,
                    before.atOffset(ZoneOffset.UTC),
                    Pace.BATCH);
            blobs.suspect(
                    tx,
                    gone.stream()
                            .map(row -> row.getBuffer(0))
                            .filter(Objects::nonNull)
                            .map(buffer -> buffer.getBytes())
                            .toList());
            return gone.size();
        }));
    }
}
