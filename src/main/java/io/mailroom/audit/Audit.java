package io.mailroom.audit;

import io.mailroom.db.Database;
import io.mailroom.db.Ids;
import io.mailroom.web.RequestFacts;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes the audit trail. What changes something is recorded in the very transaction that changes it, so that neither is
 * there without the other; what was refused changes nothing, and is noted beside it.
 */
@ApplicationScoped
public class Audit {

    /** More of a name or a detail than anybody reads. */
    private static final int LONGEST = 500;

    private static final String COLUMNS =
            " (id, collective_id, account_id, actor, via, at, act, result, object, detail, address, request) ";

    private static final String INSERT =
            "insert into audit_entry" + COLUMNS + "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";

    /** Of a collective that may not be there; nothing is recorded then, as nobody could read it. */
    private static final String INSERT_BY_NAME = "insert into audit_entry" + COLUMNS
            + "select $1, id, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12 from collective where name = $2";

    private final Pool pool;
    private final Clock clock;

    Audit(Pool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /** Within the caller's transaction of Hibernate. */
    public Uni<Void> record(Entry entry) {
        var row = row(entry);
        return Panache.getSession().chain(session -> session.persist(row)).replaceWithVoid();
    }

    /** Within the caller's transaction of plain SQL. */
    public Uni<Void> record(SqlClient connection, Entry entry) {
        return connection.preparedQuery(INSERT).execute(tuple(entry)).replaceWithVoid();
    }

    /** Within the caller's transaction of plain SQL. Blocking. */
    public void record(Database.Session session, Entry entry) {
        var row = row(entry);
        session.update(INSERT, values(row, row.collectiveId));
    }

    /** By itself, for what changes nothing else. */
    public Uni<Void> recordAlone(Entry entry) {
        return record(pool, entry);
    }

    /** Beside the request, which neither waits for it nor fails with it. */
    public void note(Entry entry) {
        forget(recordAlone(entry));
    }

    /**
     * The same for somebody who was not let in, so that how long the answer takes does not tell whether there is such a
     * collective.
     */
    public void noteStranger(String collective, String login, Act act) {
        var row = row(Entry.refused(Actor.of(new UUID(0, 0), null, login), act, null));
        forget(pool.preparedQuery(INSERT_BY_NAME)
                .execute(Tuple.from(values(row, collective)))
                .replaceWithVoid());
    }

    private static void forget(Uni<Void> recording) {
        recording
                .subscribe()
                .with(done -> {}, failure -> Log.warnf("The audit trail misses an entry: %s", failure.getMessage()));
    }

    private Tuple tuple(Entry entry) {
        var row = row(entry);
        return Tuple.from(values(row, row.collectiveId));
    }

    private static @Nullable Object[] values(AuditEntry row, Object collective) {
        return new @Nullable Object[] {
            row.id,
            collective,
            row.accountId,
            row.actor,
            row.via,
            row.at.atOffset(ZoneOffset.UTC),
            row.act,
            row.result,
            row.object,
            row.detail,
            row.address,
            row.request
        };
    }

    private AuditEntry row(Entry entry) {
        var facts = RequestFacts.current();
        var row = new AuditEntry();
        row.id = Ids.next();
        row.collectiveId = entry.actor().collective();
        row.accountId = entry.actor().account();
        row.actor = plain(entry.actor().login());
        row.via = nullable(entry.actor().via());
        row.at = clock.instant();
        row.act = entry.act().word();
        row.result = entry.result().word();
        row.object = nullable(entry.object());
        row.detail = nullable(entry.detail());
        row.address = facts.map(RequestFacts::address).orElse(null);
        row.request = facts.map(RequestFacts::id).orElse(null);
        return row;
    }

    private static @Nullable String nullable(@Nullable String text) {
        return text == null ? null : plain(text);
    }

    /** What a stranger says they are called may be anything, and is read in consoles and spreadsheets. */
    private static String plain(String text) {
        var cut = text.length() <= LONGEST ? text : text.substring(0, LONGEST);
        return cut.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", " ");
    }
}
