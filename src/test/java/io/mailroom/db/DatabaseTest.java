package io.mailroom.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DatabaseTest {

    @Inject
    Database database;

    @Test
    void queryShouldAnswerRowsWhenArraysAreBound() {
        var rows = database.query(
                "select n from unnest($1::int[]) as n order by n desc", (Object) new Integer[] {1, 2, 3});

        assertThat(rows).extracting(row -> row.getInteger(0)).containsExactly(3, 2, 1);
    }

    @Test
    void transactionShouldLeaveNothingWhenItsWorkThrows() {
        database.update("create table rolled_back (n int)");

        assertThatThrownBy(() -> database.inTransaction(session -> {
                    session.update("insert into rolled_back values (1)");
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");

        assertThat(database.query("select n from rolled_back")).isEmpty();
        database.update("drop table rolled_back");
    }
}
