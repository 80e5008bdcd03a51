package io.mailroom.bench;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** What the database knows: of the runs of tasks, and of its own work. */
final class Statistics {

    private static final String NO_PLAN = "no plan: ";

    /** From here on it matters whether a table is read as a whole. */
    private static final int LARGE = 5_000;

    private final Connection connection;

    Statistics(Connection connection) {
        this.connection = connection;
    }

    void prepare() throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("create extension pg_stat_statements");
            statement.execute("""
                    create function plan_of(statement text) returns setof text language plpgsql as $$
                    begin
                        return query execute 'explain (generic_plan) ' || statement;
                    end $$""");
        }
    }

    long tasksThatRan() throws SQLException {
        return count("select count(*) from scan_task where last_run > 0");
    }

    long runsSince(Instant time) throws SQLException {
        return count("select count(*) from scan_run where started >= '" + time + "'");
    }

    /**
     * Median, 95th percentile and maximum of the seconds from when a run was due to when it began.
     *
     * @param every minutes between the runs of a task; 0 where all of them were due at that time
     */
    double[] lagSince(Instant time, int every) throws SQLException {
        var lag = every == 0
                ? "extract(epoch from r.started - w.since)"
                : "mod(extract(epoch from r.started) - t.summary::int, " + every * 60 + ")";
        try (var query = connection.prepareStatement("""
                select percentile_cont(array[0.5, 0.95, 1]) within group (order by %s)
                from (select ?::timestamptz as since) w, scan_run r join scan_task t on t.id = r.task_id
                where r.started >= w.since""".formatted(lag))) {
            query.setObject(1, OffsetDateTime.ofInstant(time, ZoneOffset.UTC));
            try (var rows = query.executeQuery()) {
                rows.next();
                var found = rows.getArray(1);
                var values = found == null ? new Double[] {0.0, 0.0, 0.0} : (Double[]) found.getArray();
                return new double[] {values[0], values[1], values[2]};
            }
        }
    }

    long statements() throws SQLException {
        return count("select sum(calls)::bigint from pg_stat_statements");
    }

    long transactions() throws SQLException {
        return count("select sum(xact_commit + xact_rollback)::bigint from pg_stat_database");
    }

    long connections() throws SQLException {
        return count("select count(*) from pg_stat_activity where backend_type = 'client backend'");
    }

    /** Rows of large tables that were read one after the other, without an index. */
    long rowsReadInRow() throws SQLException {
        return count(
                "select coalesce(sum(seq_tup_read), 0)::bigint from pg_stat_user_tables where n_live_tup > " + LARGE);
    }

    List<String> largeTables() throws SQLException {
        return texts("""
                select relname from pg_class where relkind = 'r' and reltuples > %d and relnamespace = 'public'::regnamespace
                and relname not like 'copied%%' order by reltuples desc""".formatted(LARGE));
    }

    /** What the replicas have asked. */
    List<String> statementsOn(List<String> tables) throws SQLException {
        return texts("""
                select query from pg_stat_statements
                where query ~* '^\\s*(select|insert|update|delete|with)' and query ~ '\\m(%s)\\M'
                and query !~ 'jsonb_populate|pg_stat|pg_class|copied|last_run > |to_timestamp|percentile|300 days|execution_time = now'
                and calls > 3 order by total_exec_time desc""".formatted(String.join("|", tables)));
    }

    /** Whatever its parameters; what cannot be planned without them says so. */
    List<String> plan(String statement) throws SQLException {
        // Constants are told as parameters, also where the grammar has no place for one.
        var plannable = statement.replaceAll("(?i)interval \\$\\d+", "interval '1 second'");
        try (var query = connection.prepareStatement("select plan_of(?)")) {
            query.setString(1, plannable);
            return texts(query.executeQuery());
        } catch (SQLException e) {
            return List.of(NO_PLAN + e.getMessage());
        }
    }

    /** Also a plan that was not to be had is worth a look. */
    static boolean isSuspect(String line, List<String> tables) {
        return line.startsWith(NO_PLAN)
                || tables.stream().anyMatch(table -> line.matches(".*Seq Scan on " + table + "( .*|$)"));
    }

    List<String> mostExpensiveStatements(int most) throws SQLException {
        return texts("""
                select format('%%s %%%% of the time, %%s calls, %%s ms each: %%s', round(100 * total_exec_time / sum(total_exec_time) over ()),
                    calls, round(mean_exec_time::numeric, 2), left(regexp_replace(query, '\\s+', ' ', 'g'), 110))
                from pg_stat_statements order by total_exec_time desc limit %d""".formatted(most));
    }

    private List<String> texts(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            return texts(statement.executeQuery(sql));
        }
    }

    private static List<String> texts(ResultSet rows) throws SQLException {
        var texts = new ArrayList<String>();
        while (rows.next()) {
            texts.add(rows.getString(1));
        }
        return texts;
    }

    long count(String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
