package io.mailroom.db;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Blocking SQL over the reactive pool, for bulk work on virtual threads (arrays and {@code unnest}). Never on an event loop. */
@ApplicationScoped
public class Database {

    /** Long enough for a batch on a busy disk; a statement that takes longer is a failure, not a wait. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Pool pool;

    Database(Pool pool) {
        this.pool = pool;
    }

    /** SQL within one transaction. */
    public static final class Session {

        private final SqlConnection connection;

        private Session(SqlConnection connection) {
            this.connection = connection;
        }

        public List<Row> query(String sql, @Nullable Object... values) {
            return rows(connection.preparedQuery(sql).execute(tuple(values)));
        }

        /** The number of rows that the statement touched. */
        public int update(String sql, @Nullable Object... values) {
            return await(connection.preparedQuery(sql).execute(tuple(values))).rowCount();
        }
    }

    /** Runs {@code work} in one transaction: commits when it returns, rolls back when it throws. */
    public <T extends @Nullable Object> T transaction(Function<Session, T> work) {
        SqlConnection connection = await(pool.getConnection());
        try {
            var transaction = await(connection.begin());
            T result;
            try {
                // Everything here goes by an index. A table that has grown since its statistics were made, or has none
                // yet,
                // would rather be read as a whole for each batch.
                await(connection.query("set local enable_seqscan = off").execute());
                result = work.apply(new Session(connection));
            } catch (Throwable e) {
                try {
                    await(transaction.rollback());
                } catch (RuntimeException again) {
                    e.addSuppressed(again);
                }
                throw e;
            }
            await(transaction.commit());
            return result;
        } finally {
            await(connection.close());
        }
    }

    public void inTransaction(Consumer<Session> work) {
        this.<@Nullable Void>transaction(session -> {
            work.accept(session);
            return null;
        });
    }

    /** One statement in a transaction of its own. */
    public List<Row> query(String sql, @Nullable Object... values) {
        return rows(pool.preparedQuery(sql).execute(tuple(values)));
    }

    public int update(String sql, @Nullable Object... values) {
        return await(pool.preparedQuery(sql).execute(tuple(values))).rowCount();
    }

    private static List<Row> rows(Uni<io.vertx.mutiny.sqlclient.RowSet<io.vertx.mutiny.sqlclient.Row>> query) {
        var rows = new ArrayList<Row>();
        for (var row : await(query)) {
            rows.add(row.getDelegate());
        }
        return rows;
    }

    private static io.vertx.mutiny.sqlclient.Tuple tuple(@Nullable Object[] values) {
        return io.vertx.mutiny.sqlclient.Tuple.newInstance(Tuple.from(values));
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(LIMIT);
    }
}
