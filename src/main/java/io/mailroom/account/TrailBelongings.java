package io.mailroom.account;

import io.mailroom.audit.OldEntries;
import io.mailroom.db.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** The audit trail of a collective. What a user did stays in it under their name, until its time is over. */
@ApplicationScoped
class TrailBelongings implements Belongings {

    private final OldEntries entries;
    private final Clock clock;

    TrailBelongings(OldEntries entries, Clock clock) {
        this.entries = entries;
        this.clock = clock;
    }

    @Override
    public Step removeSome(Database.Session tx, Leaver leaver, int limit) {
        if (leaver.account() != null) {
            return Step.NOTHING;
        }
        // Clocks differ: also what another replica has recorded in our future.
        var all = clock.instant().plus(Duration.ofDays(36_500));
        int removed = entries.removeSome(tx, leaver.collective(), all, limit);
        return new Step(Map.of("auditEntries", removed), removed > 0);
    }
}
