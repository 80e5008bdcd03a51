package io.mailroom.bench;

import io.mailroom.secret.BulkSeal;
import io.mailroom.testsupport.ApiClient;
import io.mailroom.testsupport.DovecotServer;
import io.mailroom.testsupport.PostgresProcess;
import io.mailroom.testsupport.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Several replicas over one PostgreSQL, and a Dovecot. One user, setting and task are made as users make them; the others are
 * copies of these in the database, where they can be had by the thousand.
 */
final class Installation implements AutoCloseable {

    private static final String KEY = "bWFpbHJvb20gdGVzdHMgc2VhbCB3aXRoIHRoaXMga2U=";

    /** Nothing is to be due by itself. */
    private static final String NEVER = "*-02-29 3:00";

    private final Path directory;
    private final DovecotServer dovecot;
    private final PostgresProcess database;
    private final List<ServiceProcess> services = new ArrayList<>();
    private final Connection connection;
    private final Statistics statistics;
    private final int users;

    private Installation(int replicas, int users) throws IOException, SQLException {
        this.users = users;
        directory = Files.createTempDirectory("mailroom-bench");
        dovecot = DovecotServer.start(DovecotServer.Options.standard().withConfiguration("""
                default_process_limit = 5000
                default_client_limit = 10000
                default_vsz_limit = 1G
                service imap-login {
                  client_limit = 5000
                  process_limit = 2
                  process_min_avail = 1
                }
                """));
        database = PostgresProcess.start(
                directory.resolve("database"),
                Map.of("shared_preload_libraries", "pg_stat_statements", "max_connections", "200"));
        var options = new ArrayList<>(List.of("-Xmx512m", "-Dmailroom.secret.key=" + KEY));
        options.addAll(database.options());
        for (int i = 0; i < replicas; i++) {
            services.add(ServiceProcess.start(directory.resolve("service" + i), options.toArray(String[]::new)));
        }
        connection = database.connection();
        statistics = new Statistics(connection);
    }

    static Installation start(int replicas, int users, int mailboxes, boolean partitioned)
            throws IOException, SQLException {
        var installation = new Installation(replicas, users);
        if (partitioned) {
            installation.update(Files.readString(Path.of("src/main/scripts/partition.sql")));
        }
        installation.statistics.prepare();
        installation.populate(mailboxes);
        return installation;
    }

    private void populate(int mailboxes) throws IOException, SQLException {
        for (int i = 0; i < mailboxes; i++) {
            dovecot.deliver("box" + i, "INBOX", SampleMail.text(i, 5_000));
        }
        var api = new ApiClient(services.getFirst().port());
        api.signUp("first");
        api.post(
                "/sec/email/settings/imap",
                Map.of(
                        "name", "mail",
                        "imapHost", "127.0.0.1",
                        "imapPort", dovecot.plain().port(),
                        "imapUser", "box0",
                        "imapPassword", DovecotServer.PASSWORD,
                        "sslType", "none"));
        api.post(
                "/sec/usertask/scanmailbox",
                Map.of("enabled", true, "imapConnection", "mail", "folders", List.of("INBOX"), "schedule", NEVER));
        copyUsers(mailboxes);
        System.out.printf(
                "%d replicas, %,d users, %,d mailboxes; %d processors%n",
                services.size(), users, mailboxes, Runtime.getRuntime().availableProcessors());
    }

    private void copyUsers(int mailboxes) throws SQLException {
        update("create table copied_setting (n int primary key, id uuid, password bytea)");
        var seal = new BulkSeal(KEY);
        try (var insert = connection.prepareStatement("insert into copied_setting values (?, ?, ?)")) {
            for (int i = 0; i < users; i++) {
                var id = UUID.randomUUID();
                insert.setInt(1, i);
                insert.setObject(2, id);
                insert.setBytes(3, seal.imapPassword(DovecotServer.PASSWORD, id));
                insert.addBatch();
            }
            insert.executeBatch();
        }
        update("""
                create table copied as
                select n, id as setting_id, password, gen_random_uuid() as collective_id, gen_random_uuid() as account_id
                from copied_setting""");
        update("""
                insert into collective
                select (jsonb_populate_record(c, jsonb_build_object('id', n.collective_id, 'name', 'copy' || n))).*
                from copied n, collective c where c.name = 'first'""");
        update("""
                insert into account
                select (jsonb_populate_record(a, jsonb_build_object('id', n.account_id, 'collective_id', n.collective_id))).*
                from copied n, account a where a.login = 'anna'""");
        // The template's user and tasks go, so that there are as many as was said.
        update("""
                insert into imap_setting
                select (jsonb_populate_record(s, jsonb_build_object('id', n.setting_id, 'account_id', n.account_id,
                    'user_name', 'box' || n.n %% %d, 'password', n.password::text))).*
                from copied n, imap_setting s""".formatted(mailboxes));
        update("create table template as select * from scan_task");
        update("delete from scheduled_tasks where task_name = 'scan-mailbox'");
        update("delete from scan_task");
        update("create unique index on copied (n)");
        update("vacuum analyze");
    }

    /** No task runs any more, nor will one by itself. */
    private void rest() throws SQLException, InterruptedException {
        update("update scan_task set schedule = '%s'".formatted(NEVER));
        do {
            update("update scheduled_tasks set execution_time = now() + interval '300 days', version = version + 1"
                    + " where task_name = 'scan-mailbox' and not picked and execution_time < now() + interval '1 day'");
            settle(Duration.ofSeconds(1));
        } while (statistics.count("select count(*) from scheduled_tasks where task_name = 'scan-mailbox'"
                        + " and (picked or execution_time < now() + interval '1 day')")
                > 0);
    }

    /** That many tasks, spread over the users, none of them due. */
    void replaceTasks(int tasks) throws SQLException, InterruptedException {
        rest();
        update("delete from scheduled_tasks where task_name = 'scan-mailbox'");
        update("delete from item");
        update("delete from scan_task");
        update("""
                insert into scan_task
                select (jsonb_populate_record(null::scan_task, to_jsonb(t) || jsonb_build_object('id', gen_random_uuid(),
                    'account_id', n.account_id, 'imap_setting_id', n.setting_id, 'summary', i, 'schedule', '%s'))).*
                from generate_series(0, %d - 1) i join copied n on n.n = i %% (select count(*) from copied), template t""".formatted(NEVER, tasks));
        update("""
                insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)
                select 'scan-mailbox', id::text, now() + interval '300 days', false, 1 from scan_task""");
        update("vacuum analyze");
    }

    /** The first of them run every so many minutes, at times of their own that their summaries name, in seconds. */
    void activate(int tasks, int every) throws SQLException {
        int period = every * 60;
        update("""
                update scan_task set summary = o, schedule = format('*-*-* *:%%s/%d:%%s', o / 60, o %% 60)
                from (select id as task, (summary::bigint * 7919) %% %d as o from scan_task where summary::int < %d) n
                where id = task""".formatted(every, period, tasks));
        update("""
                update scheduled_tasks s set version = s.version + 1, execution_time = to_timestamp(
                    (floor((extract(epoch from now()) - summary::int) / %1$d) + 1) * %1$d + summary::int)
                from scan_task t where task_name = 'scan-mailbox' and task_instance = t.id::text and schedule <> '%2$s'""".formatted(period, NEVER));
    }

    void allDueNow() throws SQLException {
        update("update scheduled_tasks set execution_time = now(), version = version + 1"
                + " where task_name = 'scan-mailbox' and not picked");
    }

    void settle(Duration duration) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(duration.toMillis()); // a program that watches, not a test
    }

    Statistics statistics() {
        return statistics;
    }

    double databaseCpu() {
        return ProcessTree.of(database.pid()).cpuSeconds();
    }

    double serviceCpu() {
        return services.stream()
                .mapToDouble(it -> ProcessTree.of(it.pid()).cpuSeconds())
                .sum();
    }

    double dovecotCpu() {
        return ProcessTree.of(dovecot.pid()).cpuSeconds();
    }

    long resident() {
        return services.stream()
                        .mapToLong(it -> ProcessTree.of(it.pid()).residentKiB())
                        .max()
                        .orElse(0)
                >> 10;
    }

    private void update(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    @Override
    public void close() throws SQLException, IOException {
        connection.close();
        services.forEach(ServiceProcess::close);
        database.close();
        dovecot.close();
        ImportBench.delete(directory);
    }
}
