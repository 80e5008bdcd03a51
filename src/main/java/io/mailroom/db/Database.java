package io.mailroom.db;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Blocking SQL over the reactive pool, for bulk work on virtual threads (arrays and {@code unnest}). Never on an event loop. */
@ApplicationScoped
public class Database {

    /** Long enough for a batch on a busy disk; a statement that takes longer is a failure, not a wait. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /**
     * Everything here goes by an index. A table that has grown since its statistics were made, or has none yet, would rather
     * be read as a whole for each batch. And planning a statement over arrays anew costs more than it saves: nothing is known
     * of what is in them.
     */
    private static final String BEGIN =
            "begin; set local enable_seqscan = off; set local plan_cache_mode = force_generic_plan";

    private final Pool pool;

    /** Each of its statements is a transaction of its own. */
    private final Session each;

    Database(Pool pool) {
        this.pool = pool;
        this.each = new Session(pool);
    }

    /** SQL, mostly within one transaction. */
    public static class Session {

        private final SqlClient client;

        private Session(SqlClient client) {
            this.client = client;
        }

        public List<Row> query(String sql, @Nullable Object... values) {
            var rows = new ArrayList<Row>();
            execute(sql, values).forEach(rows::add);
            return rows;
        }

        /** The number of rows that the statement touched. */
        public int update(String sql, @Nullable Object... values) {
            return execute(sql, values).rowCount();
        }

        RowSet<Row> execute(String sql, @Nullable Object... values) {
            return await(client.preparedQuery(sql).execute(Tuple.from(values)));
        }
    }

    /** Remembers what went wrong: the database would take a commit for a rollback then, without a word. */
    private static final class Transaction extends Session {

        private @Nullable RuntimeException failure;

        private Transaction(SqlConnection connection) {
            super(connection);
        }

        @Override
        RowSet<Row> execute(String sql, @Nullable Object... values) {
            try {
                return super.execute(sql, values);
            } catch (RuntimeException e) {
                failure = e;
                throw e;
            }
        }
    }

    /** Runs {@code work} in one transaction: commits when it returns, rolls back when it throws. */
    public <T extends @Nullable Object> T transaction(Function<Session, T> work) {
        SqlConnection connection = await(pool.getConnection());
        try {
            await(connection.query(BEGIN).execute());
            var transaction = new Transaction(connection);
            T result;
            try {
                result = work.apply(transaction);
                if (transaction.failure != null) {
                    throw transaction.failure;
                }
            } catch (Throwable e) {
                rollBack(connection, e);
                throw e;
            }
            await(connection.query("commit").execute());
            return result;
        } finally {
            connection.close();
        }
    }

    private static void rollBack(SqlConnection connection, Throwable why) {
        try {
            await(connection.query("rollback").execute());
        } catch (RuntimeException e) {
            why.addSuppressed(e);
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
        return each.query(sql, values);
    }

    public int update(String sql, @Nullable Object... values) {
        return each.update(sql, values);
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new CompletionException(e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("The database did not answer within " + LIMIT.toSeconds() + " s.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the database was asked", e);
        }
    }
}
