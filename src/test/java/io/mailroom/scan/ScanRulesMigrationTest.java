package io.mailroom.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;

/** A database of the first release, with what runs had written into it, brought to the present. */
@QuarkusTest
class ScanRulesMigrationTest {

    private static final String SCHEMA = "first_release";

    @Inject
    AgroalDataSource dataSource;

    private FluentConfiguration flyway() {
        return Flyway.configure()
                .dataSource(dataSource)
                .defaultSchema(SCHEMA)
                .locations("db/migration")
                .cleanDisabled(false);
    }

    @Test
    void ledgerAndRunsShouldBeKept() throws SQLException {
        flyway().target("6").load().migrate();
        execute("""
                insert into collective values ('00000000-0000-0000-0000-000000000001', 'c', now());
                insert into account values ('00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-000000000001',
                    'anna', 'x', null, true, now(), 0);
                insert into imap_setting values ('00000000-0000-0000-0000-000000000003',
                    '00000000-0000-0000-0000-000000000002', 'n', 'h', null, null, null, 'SSL', false, false, now(), now(), 0);
                insert into scan_task (id, account_id, imap_setting_id, hidden, enabled, folders, scan_recursively, schedule,
                    delete_mail, tags, post_handle_all, attachments_only, rescan, created, updated, version)
                    values ('00000000-0000-0000-0000-000000000004', '00000000-0000-0000-0000-000000000002',
                    '00000000-0000-0000-0000-000000000003', false, true, '{INBOX}', false, '*-*-* 1:00', false, '{}', false,
                    false, false, now(), now(), 0);
                insert into mailbox_cursor (task_id, mailbox, uid_validity, last_uid)
                    values ('00000000-0000-0000-0000-000000000004', 'INBOX', 7, 3);
                insert into scan_ledger (cursor_id, uid, outcome, action) values (1, 1, 'imported', 'move');
                insert into scan_ledger (cursor_id, uid, outcome, attempts, next_try, detail)
                    values (1, 2, 'failed', 2, now(), 'why'), (1, 3, 'quarantined', 5, null, 'why');
                insert into scan_run (id, task_id, runs, started, state) values
                    (gen_random_uuid(), '00000000-0000-0000-0000-000000000004', '00000000-0000-0000-0000-000000000004',
                    '2026-01-02', 'done'),
                    (gen_random_uuid(), '00000000-0000-0000-0000-000000000004', '00000000-0000-0000-0000-000000000004',
                    '2026-01-01', 'failed');
                """);

        flyway().load().migrate();

        assertThat(query("""
                        select concat_ws(' ', outcome, run, action, attempts, next_try is null)
                        from scan_ledger left join scan_failure using (cursor_id, uid) order by uid""")).containsExactly("imported 0 move t", "failed 0 2 f", "quarantined 0 5 t");
        assertThat(query("select number || state from scan_run order by number"))
                .containsExactly("1failed", "2done");
        assertThat(query("select last_run from scan_task")).containsExactly("2");
        flyway().load().clean();
    }

    private void execute(String sql) throws SQLException {
        within(statement -> statement.execute(sql));
    }

    private List<String> query(String sql) throws SQLException {
        var found = new ArrayList<String>();
        within(statement -> {
            try (var rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
        });
        return found;
    }

    private interface Work {
        void run(Statement statement) throws SQLException;
    }

    /** The connection goes back to the pool as it came, whatever happens. */
    private void within(Work work) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            connection.setSchema(SCHEMA);
            try {
                work.run(statement);
            } finally {
                connection.setSchema("public");
            }
        }
    }
}
