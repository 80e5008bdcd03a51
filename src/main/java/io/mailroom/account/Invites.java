package io.mailroom.account;

import io.mailroom.audit.Act;
import io.mailroom.audit.Audit;
import io.mailroom.audit.Entry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** The invites into a collective that nobody has used yet. {@link Membership} makes them. */
@ApplicationScoped
class Invites {

    private static final int MOST = 200;

    private final Pool pool;
    private final Audit audit;
    private final Clock clock;

    Invites(Pool pool, Audit audit, Clock clock) {
        this.pool = pool;
        this.audit = audit;
        this.clock = clock;
    }

    record Open(String key, Instant created, Instant expires) {

        /** Without the key. */
        @Override
        public String toString() {
            return "Open[" + expires + "]";
        }
    }

    /** Newest first. */
    Uni<List<Open>> open(Caller admin) {
        return pool.preparedQuery("""
                        select key, created, expires from invite where collective_id = $1 and expires > $2
                        order by created desc, key limit $3""")
                .execute(Tuple.of(admin.collectiveId(), clock.instant().atOffset(ZoneOffset.UTC), MOST))
                .map(rows -> rows.stream()
                        .map(row -> new Open(
                                row.getString("key"),
                                row.getOffsetDateTime("created").toInstant(),
                                row.getOffsetDateTime("expires").toInstant()))
                        .toList());
    }

    /** Nobody can use it any more. */
    Uni<Void> withdraw(Caller admin, String key) {
        return pool.withTransaction(connection -> connection
                .preparedQuery("delete from invite where collective_id = $1 and key = $2")
                .execute(Tuple.of(admin.collectiveId(), key))
                .chain(gone -> gone.rowCount() == 0
                        ? Uni.createFrom().voidItem()
                        : audit.record(connection, Entry.done(admin.actor(), Act.INVITE_WITHDRAWN, null))));
    }
}
