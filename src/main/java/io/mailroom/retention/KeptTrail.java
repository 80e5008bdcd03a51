package io.mailroom.retention;

import io.mailroom.audit.OldEntries;
import io.mailroom.db.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.UUID;

/** Entries of the audit trail, which knows nothing of collectives' wishes; also those of users who have left. */
@ApplicationScoped
class KeptTrail implements Kept {

    private final Database database;
    private final OldEntries entries;

    KeptTrail(Database database, OldEntries entries) {
        this.database = database;
        this.entries = entries;
    }

    @Override
    public Kind kind() {
        return Kind.AUDIT;
    }

    @Override
    public long count(UUID collective, Instant before) {
        return entries.count(collective, before, MOST_COUNTED);
    }

    @Override
    public long remove(UUID collective, Instant before, Pace pace) {
        return pace.each(() -> database.transaction(tx -> entries.removeSome(tx, collective, before, Pace.BATCH)));
    }
}
