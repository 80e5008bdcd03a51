package io.mailroom.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.db.Database;
import io.mailroom.egress.MailServer;
import io.mailroom.egress.Timeouts;
import io.mailroom.egress.Tls;
import io.mailroom.health.Connections;
import io.mailroom.testsupport.User;
import io.quarkus.runtime.configuration.MemorySize;
import io.restassured.response.Response;
import io.vertx.sqlclient.Row;
import jakarta.inject.Singleton;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Saves connections and tasks over HTTP, and runs tasks on the test's own thread, as the scheduler would on one of its. */
@Singleton
class Imports {

    static final String TASKS = "/api/v1/sec/usertask/scanmailbox";

    private final ScanTargets targets;
    private final Connections health;
    private final ImapConnections connections;
    private final Arrivals arrivals;
    private final Database database;
    private final ScanMetrics metrics;

    Imports(
            ScanTargets targets,
            Connections health,
            ImapConnections connections,
            Arrivals arrivals,
            Database database,
            ScanMetrics metrics) {
        this.targets = targets;
        this.health = health;
        this.connections = connections;
        this.arrivals = arrivals;
        this.database = database;
        this.metrics = metrics;
    }

    /** The limits of an operator. */
    record Limited(
            int mailsPerRun, int attempts, MemorySize bytesPerMail, Optional<MemorySize> memory, Duration readTimeout)
            implements ScanConfig {

        static final Limited USUAL = new Limited(500, 5);

        Limited(int mailsPerRun, int attempts) {
            this(mailsPerRun, attempts, size(1 << 20), Optional.empty(), Timeouts.DEFAULT.read());
        }

        Limited withMemory(int bytes) {
            return new Limited(mailsPerRun, attempts, bytesPerMail, Optional.of(size(bytes)), readTimeout);
        }

        Limited withBytesPerMail(int bytes) {
            return new Limited(mailsPerRun, attempts, size(bytes), memory, readTimeout);
        }

        Limited withReadTimeout(Duration timeout) {
            return new Limited(mailsPerRun, attempts, bytesPerMail, memory, timeout);
        }

        private static MemorySize size(int bytes) {
            return new MemorySize(BigInteger.valueOf(bytes));
        }

        @Override
        public int foldersPerTask() {
            return 50;
        }

        @Override
        public Duration runTime() {
            return Duration.ofMinutes(1);
        }

        @Override
        public Duration connectTimeout() {
            return Timeouts.DEFAULT.connect();
        }

        @Override
        public Duration silence() {
            return Duration.ofMinutes(5);
        }

        @Override
        public int runsPerHost() {
            return 16;
        }

        @Override
        public Duration keepUnsaved() {
            return Duration.ofDays(1);
        }

        @Override
        public Duration previewTime() {
            return Duration.ofSeconds(20);
        }
    }

    ScanJob job(ScanConfig limits, Clock clock) {
        return new ScanJob(
                targets,
                new HostGate(limits, clock),
                health,
                connections,
                new MailMemory(limits),
                limits,
                arrivals,
                database,
                metrics,
                new Backlog(),
                clock);
    }

    /** Saves an IMAP setting of that name. */
    void connection(User user, String name, MailServer server, String login, String password) {
        var stored = user.request()
                .body(Map.of(
                        "name",
                        name,
                        "imapHost",
                        server.host(),
                        "imapPort",
                        server.port(),
                        "imapUser",
                        login,
                        "imapPassword",
                        password,
                        "sslType",
                        server.tls() == Tls.SSL ? "ssl" : server.tls() == Tls.STARTTLS ? "starttls" : "none",
                        "ignoreCertificates",
                        server.ignoreCertificates()))
                .post("/api/v1/sec/email/settings/imap");
        assertThat(stored.statusCode()).as(stored.asString()).isEqualTo(200);
    }

    /** A task on INBOX, not enabled, that leaves the mails alone; with changes, as pairs of field and value. */
    static Map<String, Object> aTask(String connection, Object... changes) {
        var task = new HashMap<String, Object>(Map.of(
                "enabled",
                false,
                "imapConnection",
                connection,
                "folders",
                List.of("INBOX"),
                "scanRecursively",
                false,
                "schedule",
                "*-*-* 3:00",
                "deleteMail",
                false));
        for (int i = 0; i < changes.length; i += 2) {
            task.put((String) changes[i], changes[i + 1]);
        }
        return task;
    }

    String create(User user, Map<String, Object> task) {
        var stored = user.request().body(task).post(TASKS);
        assertThat(stored.statusCode()).as(stored.asString()).isEqualTo(200);
        return stored.path("id");
    }

    Response put(User user, String id, Map<String, Object> task) {
        var changed = new HashMap<>(task);
        changed.put("id", id);
        return user.request().body(changed).put(TASKS);
    }

    /** The newest run, after running the task once. */
    RunView run(User user, String task) {
        return run(user, task, job(Limited.USUAL, Clock.systemUTC()));
    }

    RunView run(User user, String task, ScanJob job) {
        job.run(task);
        return runs(user, task).getFirst();
    }

    Optional<Instant> next(String task, ScanJob job) {
        return job.run(task);
    }

    List<RunView> runs(User user, String task) {
        return user.request().get(TASKS + "/{id}/runs", task).jsonPath().getList("items", RunView.class);
    }

    /** What the task has imported, oldest first. */
    List<Row> items(String task) {
        return database.query("""
                select i.* from scan_ledger l join mailbox_cursor c on c.id = l.cursor_id join item i on i.id = l.item_id
                where c.task_id = $1 and l.outcome = 'imported' order by i.created, i.id""", UUID.fromString(task));
    }

    List<String> names(String task) {
        return items(task).stream().map(row -> row.getString("name")).toList();
    }

    List<String> attachments(UUID item) {
        return database
                .query(
                        "select name from attachment where item_id = $1 and kind in ('page', 'attachment') order by position",
                        item)
                .stream()
                .map(row -> row.getString(0))
                .toList();
    }

    void delete(UUID item) {
        assertThat(database.update("delete from item where id = $1", item)).isEqualTo(1);
    }
}
