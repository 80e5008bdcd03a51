package io.mailroom.handover;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mailroom.db.Database;
import io.mailroom.db.Database.Session;
import io.mailroom.secret.SealedColumn;
import io.mailroom.secret.Secrets;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of destinations; secrets are sealed and opened here, and nowhere else. Blocking. */
@ApplicationScoped
class DestinationRows {

    private static final String SHOWN = """
            select d.*, d.options::text as fields,
                (select count(*) from handover h where h.destination_id = d.id and h.state = 'pending') as waiting,
                (select count(*) from handover h where h.destination_id = d.id and h.state = 'failed') as failed
            from destination d where d.account_id = $1""";

    private static final String WITH_OWNER = """
            select d.*, d.options::text as fields, a.login, a.collective_id, c.name as collective
            from destination d join account a on a.id = d.account_id join collective c on c.id = a.collective_id""";

    private final Database database;
    private final Secrets secrets;
    private final ObjectMapper json;

    DestinationRows(Database database, Secrets secrets, ObjectMapper json) {
        this.database = database;
        this.secrets = secrets;
        this.json = json;
    }

    List<DestinationView> all(UUID account) {
        return database.query(SHOWN + " order by d.name", account).stream()
                .map(this::view)
                .toList();
    }

    Optional<DestinationView> find(UUID account, String name) {
        return database.query(SHOWN + " and d.name = $2", account, name).stream()
                .map(this::view)
                .findFirst();
    }

    /** Empty when it is gone or paused. */
    Optional<Destination> working(UUID id) {
        return database.query(WITH_OWNER + " where d.id = $1 and d.paused is null", id).stream()
                .map(this::destination)
                .findFirst();
    }

    Optional<Destination> named(UUID account, String name) {
        return database.query(WITH_OWNER + " where d.account_id = $1 and d.name = $2", account, name).stream()
                .map(this::destination)
                .findFirst();
    }

    /** Nobody else changes it, or lets a task name it, until the transaction ends. */
    Optional<DestinationView> lock(Session session, UUID account, String name) {
        session.query("select from destination where account_id = $1 and name = $2 for update", account, name);
        return session.query(SHOWN + " and d.name = $2", account, name).stream()
                .map(this::view)
                .findFirst();
    }

    long count(Session session, UUID account) {
        return session.query("select count(*) from destination where account_id = $1", account)
                .getFirst()
                .getLong(0);
    }

    void insert(Session session, UUID id, UUID account, DestinationInput input, Instant now) {
        session.update(
                """
                insert into destination (id, account_id, name, kind, options, secret, created, updated, version)
                values ($1, $2, $3, $4, $5::text::jsonb, $6, $7, $7, 0)""",
                id,
                account,
                input.name(),
                input.kind().word(),
                written(input.options().of(input.kind())),
                sealed(id, input.secret()),
                utc(now));
    }

    /** With a secret of null the stored one stays. What was wrong with it counts no more. */
    void update(Session session, UUID id, DestinationInput input, Instant now) {
        session.update(
                """
                update destination set name = $2, options = $3::text::jsonb,
                    secret = case when $4::boolean then secret else $5::bytea end,
                    failures = 0, paused = null, updated = $6, version = version + 1
                where id = $1""",
                id,
                input.name(),
                written(input.options().of(input.kind())),
                input.secret() == null,
                sealed(id, input.secret()),
                utc(now));
    }

    void delete(Session session, UUID id) {
        // What it has not confirmed, nobody may take for confirmed once its rows are gone.
        session.update("""
                update handover set keep = true where item_id in (
                    select item_id from handover where destination_id = $1 and state not in ('delivered', 'skipped'))""", id);
        session.update("delete from destination where id = $1", id);
    }

    /** What waits is due at once, with all its time before it. */
    void goOn(Session session, UUID id, Instant now, Instant giveUp) {
        session.update("update destination set failures = 0, paused = null where id = $1", id);
        session.update("""
                update handover set next_attempt = $2, give_up = $3
                where destination_id = $1 and state = 'pending'""", id, utc(now), utc(giveUp));
    }

    List<String> tasksUsing(Session session, UUID id) {
        return session.query("""
                        select coalesce(summary, id::text) from scan_task
                        where $1 = any(destinations) and not hidden order by created, id""", id).stream().map(row -> row.getString(0)).toList();
    }

    private DestinationView view(Row row) {
        return new DestinationView(
                row.getUUID("id"),
                row.getString("name"),
                Kind.of(row.getString("kind")).orElseThrow(),
                options(row),
                row.getBuffer("secret") != null,
                row.getString("paused"),
                row.getLong("waiting"),
                row.getLong("failed"),
                row.getOffsetDateTime("created").toInstant().toEpochMilli(),
                row.getLong("version"));
    }

    private Destination destination(Row row) {
        var id = row.getUUID("id");
        var secret = row.getBuffer("secret");
        return new Destination(
                id,
                row.getUUID("account_id"),
                row.getUUID("collective_id"),
                row.getString("collective"),
                row.getString("login"),
                row.getString("name"),
                Kind.of(row.getString("kind")).orElseThrow(),
                options(row),
                secret == null ? null : secrets.open(secret.getBytes(), SealedColumn.DESTINATION_SECRET.of(id)),
                row.getInteger("failures"));
    }

    private @Nullable Buffer sealed(UUID id, @Nullable String secret) {
        return secret == null || secret.isEmpty()
                ? null
                : Buffer.buffer(secrets.seal(secret, SealedColumn.DESTINATION_SECRET.of(id)));
    }

    private Options options(Row row) {
        try {
            return json.readValue(row.getString("fields"), Options.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a destination's options cannot be read", e);
        }
    }

    private String written(Options options) {
        try {
            return json.writeValueAsString(options);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
