package io.mailroom.audit;

import io.mailroom.db.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;

/** Entries that are old enough to go. They are only ever removed, never changed. Blocking. */
@ApplicationScoped
public class OldEntries {

    private static final String OLD = " from audit_entry where collective_id = $1 and at < $2 ";

    private final Database database;

    OldEntries(Database database) {
        this.database = database;
    }

    /** @param most that are counted */
    public long count(UUID collective, Instant before, int most) {
        return database.query(
                        "select count(*) from (select" + OLD + "limit $3) as old",
                        collective,
                        before.atOffset(ZoneOffset.UTC),
                        most)
                .getFirst()
                .getLong(0);
    }

    /** The oldest first. */
    public int removeSome(Database.Session tx, UUID collective, Instant before, int limit) {
        return tx.update(
                "delete from audit_entry where id in (select id" + OLD + "order by at limit $3 for update skip locked)",
                collective,
                before.atOffset(ZoneOffset.UTC),
                limit);
    }
}
