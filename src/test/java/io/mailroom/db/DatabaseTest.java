package io.mailroom.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DatabaseTest {

    private static final Duration SHORT = Duration.ofMillis(300);

    @Inject
    Database database;

    @Inject
    Vertx vertx;

    @ConfigProperty(name = "quarkus.datasource.reactive.url")
    String url;

    @ConfigProperty(name = "quarkus.datasource.username")
    String user;

    @ConfigProperty(name = "quarkus.datasource.password")
    String password;

    @BeforeEach
    void makeTable() {
        database.update("create table noted (n int)");
    }

    @AfterEach
    void dropTable() {
        database.update("drop table noted");
    }

    @Test
    void queryShouldAnswerRowsWhenArraysAreBound() {
        var rows = database.query(
                "select n from unnest($1::int[]) as n order by n desc", (Object) new Integer[] {1, 2, 3});

        assertThat(rows).extracting(row -> row.getInteger(0)).containsExactly(3, 2, 1);
    }

    @Test
    void transactionShouldLeaveNothingWhenItsWorkThrows() {
        assertThatThrownBy(() -> database.inTransaction(session -> {
                    session.update("insert into noted values (1)");
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");

        assertThat(noted()).isEmpty();
    }

    @Test
    void transactionShouldLeaveNothingWhenItsWorkSwallowsAFailure() {
        assertThatThrownBy(() -> database.inTransaction(session -> {
                    session.update("insert into noted values (1)");
                    assertThatThrownBy(() -> session.query("select 1 / 0")).isInstanceOf(PgException.class);
                }))
                .isInstanceOf(PgException.class)
                .hasMessageContaining("division by zero");

        assertThat(noted()).isEmpty();
    }

    @Test
    void transactionShouldKeepItsPlansToItself() {
        onOneConnection((pool, ours) -> {
            var plans = "select current_setting('enable_seqscan') || ' ' || current_setting('plan_cache_mode')";

            assertThat(ours.<String>transaction(session -> text(session.query(plans))))
                    .isEqualTo("off force_generic_plan");

            assertThat(text(ours.query(plans))).isEqualTo("on auto");
        });
    }

    @Test
    void serverShouldEndWhatNobodyWaitsForAnyMore() {
        assertThat(text(database.query("show statement_timeout"))).isEqualTo("55s");
        assertThat(text(database.query("show client_encoding"))).isEqualTo("UTF8");
    }

    @Test
    void transactionShouldComeToItsEndWhenItsThreadIsInterrupted() {
        onOneConnection((pool, ours) -> {
            Thread.currentThread().interrupt();
            ours.inTransaction(session -> {
                session.update("insert into noted values (1)");
                Thread.currentThread().interrupt();
                session.query("select pg_sleep(0.1)");
            });

            assertThat(Thread.interrupted()).as("kept for whoever hears it").isTrue();
            assertThat(noted()).containsExactly(1);
            assertThat(ours.query("select 1")).as("over the same connection").hasSize(1);
        });
    }

    @Test
    void nextOneShouldFindNoTransactionWhenItWasBegunTooLate() {
        onOneConnection((pool, ours) -> {
            var connection = join(pool.getConnection());
            connection.query("select pg_sleep(1)").execute();
            connection.close();

            assertThatThrownBy(() -> new Database(pool, SHORT).inTransaction(session -> {}))
                    .isInstanceOf(Answers.Overdue.class);

            ours.update("insert into noted values (1)");
            assertThat(noted()).as("what others see").containsExactly(1);
        });
    }

    @Test
    void connectionShouldBeNobodysWhileAStatementRunsOnIt() {
        onOneConnection((pool, ours) -> {
            assertThatThrownBy(() -> new Database(pool, SHORT).inTransaction(session -> {
                        session.update("insert into noted values (1)");
                        session.query("select pg_sleep(1)");
                    }))
                    .isInstanceOf(Answers.Overdue.class);

            var connection = pool.getConnection();
            assertThat(connection.isComplete()).isFalse();
            join(connection).close();
            ours.update("insert into noted values (2)");
            assertThat(noted()).containsExactly(2);
        });
    }

    @Test
    void connectionShouldComeBackWhenNobodyWaitsForItAnyMore() {
        onOneConnection((pool, ours) -> {
            var taken = join(pool.getConnection());

            assertThatThrownBy(() -> new Database(pool, SHORT).inTransaction(session -> {}))
                    .isInstanceOf(Answers.Overdue.class);

            taken.close();
            assertThat(ours.<Integer>transaction(
                            session -> session.query("select 1").size()))
                    .isEqualTo(1);
        });
    }

    @Test
    void eventLoopShouldBeRefused() {
        var refusal = new CompletableFuture<Throwable>();

        vertx.getOrCreateContext()
                .runOnContext(event -> refusal.complete(catchThrowable(() -> database.query("select 1"))));

        assertThat(refusal)
                .succeedsWithin(Duration.ofSeconds(10))
                .satisfies(e -> assertThat(e).hasMessageContaining("event loop"));
    }

    private List<Integer> noted() {
        return database.query("select n from noted").stream()
                .map(row -> row.getInteger(0))
                .toList();
    }

    private static String text(List<Row> rows) {
        return rows.getFirst().getString(0);
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private void onOneConnection(BiConsumer<Pool, Database> work) {
        var pool = PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(1))
                .connectingTo(PgConnectOptions.fromUri(url).setUser(user).setPassword(password))
                .using(vertx)
                .build();
        try {
            work.accept(pool, new Database(pool, Duration.ofSeconds(10)));
        } finally {
            join(pool.close());
        }
    }
}
