package io.mailroom.db;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Blocking SQL over the reactive pool, for bulk work on virtual threads (arrays and {@code unnest}). Never on an event loop. As
 * with JDBC an interrupt ends nothing of it and is kept for afterwards: what was sent is carried out whether or not somebody waits.
 */
@ApplicationScoped
public class Database {

    /**
     * Long enough for a batch on a busy disk; a statement that takes longer is a failure, not a wait. The server itself ends it
     * a little earlier (statement_timeout of the pool's connections): this is for one that does not answer.
     */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /**
     * Everything here goes by an index. A table that has grown since its statistics were made, or has none yet, would rather
     * be read as a whole for each batch. And planning a statement over arrays anew costs more than it saves: nothing is known
     * of what is in them.
     */
    private static final String BEGIN =
            "begin; set local enable_seqscan = off; set local plan_cache_mode = force_generic_plan";

    private final Pool pool;
    private final Answers answers;

    /** Each of its statements is a transaction of its own. */
    private final Session each;

    @Inject
    Database(Pool pool) {
        this(pool, LIMIT);
    }

    Database(Pool pool, Duration limit) {
        this.pool = pool;
        this.answers = new Answers(limit);
        this.each = new Session(pool, answers);
    }

    /** SQL, mostly within one transaction. */
    public static class Session {

        private final SqlClient client;
        private final Answers answers;

        private Session(SqlClient client, Answers answers) {
            this.client = client;
            this.answers = answers;
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
            return answers.await(client.preparedQuery(sql).execute(Tuple.from(values)));
        }
    }

    /** Remembers what went wrong: the database would take a commit for a rollback then, without a word. */
    private static final class Transaction extends Session {

        private @Nullable RuntimeException failure;

        private Transaction(SqlConnection connection, Answers answers) {
            super(connection, answers);
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
        var connection = connection();
        T result;
        try {
            answers.await(connection.query(BEGIN).execute());
            var transaction = new Transaction(connection, answers);
            result = work.apply(transaction);
            if (transaction.failure != null) {
                throw transaction.failure;
            }
        } catch (Throwable e) {
            rollBack(connection, e);
            throw e;
        }
        answers.await(last(connection, "commit"));
        return result;
    }

    private SqlConnection connection() {
        var acquired = pool.getConnection();
        try {
            return answers.await(acquired);
        } catch (Answers.Overdue e) {
            acquired.onSuccess(SqlConnection::close); // nobody else knows of it
            throw e;
        }
    }

    private void rollBack(SqlConnection connection, Throwable why) {
        var rolledBack = last(connection, "rollback");
        if (why instanceof Answers.Overdue) {
            return; // it would wait once more for the same
        }
        try {
            answers.await(rolledBack);
        } catch (RuntimeException e) {
            why.addSuppressed(e);
        }
    }

    /** The connection is nobody else's until this was answered, however long it takes: statements are answered in their order. */
    private static Future<RowSet<Row>> last(SqlConnection connection, String sql) {
        return connection.query(sql).execute().onComplete(ended -> connection.close());
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
}
