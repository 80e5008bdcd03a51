package io.mailroom.health;

import io.mailroom.web.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads how connections are doing. Reactive, and on a database connection of its own, as what it reads is written with plain
 * SQL: never within a session or transaction, which hold another one of the same pool.
 */
@ApplicationScoped
public class Healths {

    static final int PAGE = 50;

    private static final String SHOWN = "select c.id, c.kind, c.name, c.grant_name, h.id is not null as used,"
            + Condition.COLUMNS + "from connection c left join connection_health h on h.id = c.id ";

    private final Pool pool;
    private final Clock clock;

    Healths(Pool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /** A connection in the list of its owner. */
    record Listed(UUID id, ListedView view) {}

    /** A page of changes, newest first; the cursor is there while there are more. */
    public record History(List<ChangeView> items, @Nullable Long cursor) {}

    /** By the id of the settings; what was never used is not there. */
    public Uni<Map<UUID, HealthView>> of(UUID account) {
        return listed(account, Set.of())
                .map(all -> all.stream()
                        .collect(Collectors.toMap(
                                Listed::id, listed -> listed.view().health())));
    }

    /** With the grants, ordered by name. */
    public Uni<List<ListedView>> all(UUID account) {
        return list(account, Set.of());
    }

    /** @param states empty for all */
    Uni<List<ListedView>> list(UUID account, Set<State> states) {
        return listed(account, states)
                .chain(connections -> grants(account, states)
                        .map(grants -> Stream.concat(connections.stream().map(Listed::view), grants.stream())
                                .sorted(Comparator.comparing(ListedView::name).thenComparing(ListedView::kind))
                                .toList()));
    }

    private Uni<List<ListedView>> grants(UUID account, Set<State> states) {
        return pool.preparedQuery("""
                        select name, state, cause, message, refreshed, failures, next_try from connection_grant
                        where account_id = $1 and (cardinality($2::text[]) = 0 or state = any($2::text[]))""")
                .execute(Tuple.of(account, words(states)))
                .map(rows -> rows.stream()
                        .map(row -> ListedView.of("oauth", row.getString("name"), grant(row)))
                        .toList());
    }

    private static HealthView grant(Row row) {
        var cause = Condition.cause(row.getString("cause"));
        var refreshed = row.getOffsetDateTime("refreshed");
        var next = row.getOffsetDateTime("next_try");
        return new HealthView(
                row.getString("state"),
                row.getString("cause"),
                row.getString("message"),
                cause == null ? null : Advice.of(cause),
                cause == null ? null : HealthView.reauthorizePath(row.getString("name")),
                null,
                refreshed == null ? null : millis(refreshed),
                null,
                row.getInteger("failures"),
                next == null ? null : millis(next));
    }

    private static String[] words(Set<State> states) {
        return states.stream().map(State::word).toArray(String[]::new);
    }

    /** How a connection is doing while nothing may be tried over it; empty while something may. */
    public Uni<Optional<HealthView>> keptFrom(Connection connection) {
        return pool.preparedQuery(SHOWN + "where c.id = $1 and h.state in ('degraded', 'needs-reauth', 'blocked')")
                .execute(Tuple.of(connection.id()))
                .map(rows -> rows.stream()
                        .filter(row -> Admission.isOutOfTurn(Condition.of(row.getDelegate()), clock.instant()))
                        .map(Healths::health)
                        .findFirst());
    }

    private Uni<List<Listed>> listed(UUID account, Set<State> states) {
        return pool.preparedQuery(SHOWN + """
                        where c.account_id = $1
                        and (cardinality($2::text[]) = 0 or coalesce(h.state, 'unknown') = any($2::text[]))
                        order by c.name, c.kind""")
                .execute(Tuple.of(account, words(states)))
                .map(Healths::listed);
    }

    private static List<Listed> listed(RowSet<Row> rows) {
        var all = new ArrayList<Listed>();
        rows.forEach(row -> all.add(new Listed(
                row.getUUID("id"), ListedView.of(row.getString("kind"), row.getString("name"), health(row)))));
        return all;
    }

    private static HealthView health(Row row) {
        if (!row.getBoolean("used")) {
            return HealthView.UNKNOWN;
        }
        return HealthView.of(
                Kind.valueOf(row.getString("kind").toUpperCase(java.util.Locale.ROOT)),
                row.getString("name"),
                row.getString("grant_name"),
                Condition.of(row.getDelegate()));
    }

    public Uni<History> history(UUID account, Kind kind, String name, @Nullable Long before) {
        return pool.preparedQuery("select id from connection where account_id = $1 and kind = $2 and name = $3")
                .execute(Tuple.of(account, kind.word(), name))
                .map(found -> found.stream()
                        .findFirst()
                        .map(row -> row.getUUID(0))
                        .orElseThrow(() -> Problem.notFound("You have no mail settings named " + name + ".")))
                .chain(id -> pool.preparedQuery("""
                                select id, changed, state, cause, message from connection_change
                                where connection_id = $1 and ($2::bigint is null or id < $2)
                                order by id desc limit $3""").execute(Tuple.of(id, before, PAGE + 1)))
                .map(Healths::history);
    }

    private static History history(RowSet<Row> rows) {
        var changes = new ArrayList<ChangeView>();
        var ids = new ArrayList<Long>();
        rows.forEach(row -> {
            ids.add(row.getLong("id"));
            changes.add(new ChangeView(
                    millis(row.getOffsetDateTime("changed")),
                    row.getString("state"),
                    row.getString("cause"),
                    row.getString("message")));
        });
        return changes.size() <= PAGE
                ? new History(changes, null)
                : new History(changes.subList(0, PAGE), ids.get(PAGE - 1));
    }

    private static long millis(OffsetDateTime time) {
        return time.toInstant().toEpochMilli();
    }
}
