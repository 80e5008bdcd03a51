package io.mailroom.bench;

import io.mailroom.testsupport.ApiClient;
import io.mailroom.testsupport.DovecotServer;
import io.mailroom.testsupport.ScriptedServer;
import io.mailroom.testsupport.ServiceProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A thousand tasks that are due in the same second, and with them two hundred on a server that takes three seconds for each
 * of them; prints when the thousand had their mail, and what the slow server saw. Arguments: tasks, tasks of the slow
 * server.
 */
public final class CrowdBench {

    private static final Duration SLOWNESS = Duration.ofSeconds(3);

    private CrowdBench() {}

    public static void main(String[] args) throws Exception {
        int tasks = args.length > 0 ? Integer.parseInt(args[0]) : 1000;
        int slow = args.length > 1 ? Integer.parseInt(args[1]) : 200;
        var data = Files.createTempDirectory("mailroom-bench");
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        try (var dovecot = DovecotServer.start();
                var slowServer = ScriptedServer.start(dialogue -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    try {
                        Thread.sleep(SLOWNESS);
                        dialogue.say("* PREAUTH [CAPABILITY IMAP4rev1] at last");
                        dialogue.answerTagged(command -> command.startsWith("EXAMINE")
                                ? "* 0 EXISTS\r\n* OK [UIDVALIDITY 1]\r\n* OK [UIDNEXT 1]\r\n$ OK\r\n"
                                : "$ OK\r\n");
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } finally {
                        now.decrementAndGet();
                    }
                });
                var service = ServiceProcess.start(data)) {
            var api = new ApiClient(service.port());
            api.signUp("bench");
            var due = Instant.now()
                    .plus(Duration.ofMillis(40L * (tasks + slow)))
                    .truncatedTo(ChronoUnit.MINUTES)
                    .plus(1, ChronoUnit.MINUTES);
            for (int i = 0; i < tasks; i++) {
                dovecot.deliver("user" + i, "INBOX", SampleMail.text(i, 5000));
                task(api, "127.0.0.1", dovecot.plain().port(), "user" + i, due);
            }
            for (int i = 0; i < slow; i++) {
                task(api, "localhost", slowServer.address().port(), "slow" + i, due);
            }
            if (Instant.now().isAfter(due)) {
                throw new IllegalStateException("they were due before all of them were there");
            }
            watch(data, due, tasks, slow, most);
        } finally {
            ImportBench.delete(data);
        }
    }

    private static void task(ApiClient api, String host, int port, String user, Instant due) {
        api.post(
                "/sec/email/settings/imap",
                Map.of(
                        "name",
                        user,
                        "imapHost",
                        host,
                        "imapPort",
                        port,
                        "imapUser",
                        user,
                        "imapPassword",
                        DovecotServer.PASSWORD,
                        "sslType",
                        "none"));
        var once = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").format(due.atOffset(ZoneOffset.UTC));
        api.post(
                "/sec/usertask/scanmailbox",
                Map.of("enabled", true, "imapConnection", user, "folders", List.of("INBOX"), "schedule", once));
    }

    private static void watch(Path data, Instant due, int tasks, int slow, AtomicInteger most) throws Exception {
        int port = Integer.parseInt(
                Files.readAllLines(data.resolve("postgresql-18").resolve("postmaster.pid"))
                        .get(3)
                        .strip());
        try (var connection = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres", "postgres");
                var count = connection.prepareStatement("""
                        select count(*) filter (where matched = 1), count(*) filter (where matched = 0 and state = 'done')
                        from scan_run""")) {
            for (boolean told = false; ; ) {
                Thread.sleep(100); // a program that watches, not a test
                try (var row = count.executeQuery()) {
                    row.next();
                    double after = Duration.between(due, Instant.now()).toMillis() / 1e3;
                    if (!told && row.getInt(1) == tasks) {
                        told = true;
                        System.out.printf(
                                "%d tasks due in one second: all have run %.1f s later (%.0f runs/s); %d of %d of the slow"
                                        + " server by then%n",
                                tasks, after, tasks / after, row.getInt(2), slow);
                    }
                    if (told && row.getInt(2) == slow) {
                        System.out.printf(
                                "%d tasks of a server that takes %d s each: all have run %.1f s later, at most %d at a time%n",
                                slow, SLOWNESS.toSeconds(), after, most.get());
                        return;
                    }
                    if (after > 600) {
                        throw new IllegalStateException(row.getInt(1) + " and " + row.getInt(2) + " after ten minutes");
                    }
                }
            }
        }
    }
}
