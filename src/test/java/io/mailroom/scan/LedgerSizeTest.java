package io.mailroom.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.db.Database;
import io.quarkus.logging.Log;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** What a mail costs for ever: its row in the ledger, with its share of the indexes. */
@QuarkusTest
class LedgerSizeTest {

    /** {@code -Dledger.rows=1000000} for the real thing. */
    private static final int ROWS = Integer.getInteger("ledger.rows", 200_000);

    @Inject
    Database database;

    /** As runs write it: 500 mails each, one in ten left out by a filter, one in twenty here already. */
    private static final String FILL = """
            insert into ledger_size (cursor_id, uid, outcome, item_id, detail, run)
            select 1 + n / 100000, n,
                (case when n % 10 = 0 then 'filtered' when n % 20 = 1 then 'duplicate' else 'imported' end)::scan_outcome,
                case when n % 10 > 0 then gen_random_uuid() end,
                case when n % 10 = 0 then 'subjectFilter' end,
                n / %d
            from generate_series(1, $1::int) as t (n)""";

    private long bytesPerRow(int mailsPerRun) {
        return database.transaction(tx -> {
            tx.update("create temporary table ledger_size (like scan_ledger including all) on commit drop");
            tx.update(FILL.replace("%d", Integer.toString(mailsPerRun)), ROWS);
            var sizes = tx.query("select pg_relation_size('ledger_size'), pg_total_relation_size('ledger_size')")
                    .getFirst();
            Log.infof(
                    "%d rows, %d a run: %.1f bytes a row, %.1f with indexes",
                    ROWS, mailsPerRun, (double) sizes.getLong(0) / ROWS, (double) sizes.getLong(1) / ROWS);
            return sizes.getLong(1) / ROWS;
        });
    }

    /** 118 as measured, of which eight are for the day it was dealt with: its four bytes are padded to eight. */
    @Test
    void rowShouldStaySmallWithItsIndexes() {
        assertThat(bytesPerRow(500)).isLessThan(120);
    }

    /** 136 as measured, with the same eight; the index of runs holds as many keys as there are runs. */
    @Test
    void rowShouldStaySmallWhenRunsFindFewMails() {
        assertThat(bytesPerRow(5)).isLessThan(140);
    }
}
