package io.mailroom.bench;

import io.mailroom.testsupport.ApiClient;
import io.mailroom.testsupport.DovecotServer;
import io.mailroom.testsupport.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Imports mailboxes from Dovecot into a durable PostgreSQL (fsync on), through the packaged service as a user would, and
 * prints what that takes; beside it what the same mailbox takes to be drained, parsed, or synchronised by mbsync. All of
 * them share the machine. Arguments: mails in the big mailbox (10,000), how often it is imported (1), and "alone" to leave
 * out the comparison. Further arguments are options of the service's JVM.
 */
public final class ImportBench {

    private static final int LIGHT_MAILS = 2000;

    private final DovecotServer dovecot;
    private final ApiClient api;
    private final ProcessTree service;
    private final ProcessTree database;
    private final ProcessTree server;
    private int delivered;

    private ImportBench(DovecotServer dovecot, ServiceProcess service, Path data) throws IOException {
        this.dovecot = dovecot;
        this.api = new ApiClient(service.port());
        this.service = ProcessTree.of(service.pid());
        var postmaster = Files.readAllLines(data.resolve("postgresql-18").resolve("postmaster.pid"));
        this.database = ProcessTree.of(Long.parseLong(postmaster.getFirst().strip()));
        this.server = ProcessTree.of(dovecot.pid());
    }

    public static void main(String[] args) throws Exception {
        int mails = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 1;
        boolean alone = args.length > 2 && args[2].equals("alone");
        var options = Arrays.stream(args).filter(arg -> arg.startsWith("-")).toArray(String[]::new);
        var data = Files.createTempDirectory("mailroom-bench");
        try (var dovecot = DovecotServer.start();
                var service = ServiceProcess.start(data, options)) {
            var bench = new ImportBench(dovecot, service, data);
            bench.api.signUp("bench");
            bench.run("warm-up", Mix.LIGHT, LIGHT_MAILS);
            bench.run("light", Mix.LIGHT, LIGHT_MAILS);
            for (int round = 1; round <= rounds; round++) {
                bench.run("mixed " + round, Mix.MIXED, mails);
            }
            System.out.printf("peak RSS of the service: %d MiB%n", bench.service.peakResidentMiB());
            if (!alone) {
                bench.compare(mails);
            }
        } finally {
            delete(data);
        }
    }

    private void compare(int mails) throws Exception {
        long bytes = Mix.MIXED.fill(dovecot, "compare", delivered, mails);
        new Baselines(dovecot, "compare", mails, bytes).print();
    }

    private void run(String label, Mix mix, int mails) throws InterruptedException {
        var user = label.replace(' ', '-');
        long bytes = mix.fill(dovecot, user, delivered, mails);
        delivered += mails;
        String task = prepare(user);
        double serviceBefore = service.ownCpuSeconds();
        double databaseBefore = database.cpuSeconds();
        double serverBefore = server.cpuSeconds();
        long began = System.nanoTime();
        int runs = importAll(task, mails);
        double seconds = (System.nanoTime() - began) / 1e9;
        double gigabytes = bytes / 1e9;
        System.out.printf(
                "%-10s %6d mails, %6.1f MB in %6.2f s = %5.0f mails/s, %5.1f MB/s, %d runs;"
                        + " CPU s/GB: service %.2f, database %.2f, IMAP server %.2f%n",
                label,
                mails,
                bytes / 1e6,
                seconds,
                mails / seconds,
                bytes / 1e6 / seconds,
                runs,
                (service.ownCpuSeconds() - serviceBefore) / gigabytes,
                (database.cpuSeconds() - databaseBefore) / gigabytes,
                (server.cpuSeconds() - serverBefore) / gigabytes);
    }

    /** @return the task's id */
    private String prepare(String user) {
        var settings = new HashMap<String, Object>(Map.of(
                "name",
                user,
                "imapHost",
                "127.0.0.1",
                "imapPort",
                dovecot.plain().port(),
                "imapUser",
                user,
                "imapPassword",
                DovecotServer.PASSWORD,
                "sslType",
                "none"));
        api.post("/sec/email/settings/imap", settings);
        return api.post("/sec/usertask/scanmailbox", task(user)).get("id").asText();
    }

    private static Map<String, Object> task(String user) {
        return Map.of("enabled", false, "imapConnection", user, "folders", List.of("INBOX"), "schedule", "*-*-* 0:00");
    }

    /** @return how many runs it took */
    private int importAll(String task, int mails) throws InterruptedException {
        var saved = new HashMap<>(task(imapConnection(task)));
        saved.put("id", task);
        long began = System.nanoTime();
        api.post("/sec/usertask/scanmailbox/startonce", saved);
        while (true) {
            Thread.sleep(20); // a program that watches, not a test
            long imported = 0;
            int runs = 0;
            boolean running = false;
            for (var run :
                    api.get("/sec/usertask/scanmailbox/" + task + "/runs").get("items")) {
                imported += run.get("imported").asLong();
                running |= run.get("state").asText().equals("running");
                runs++;
                if (run.get("state").asText().equals("failed")) {
                    throw new IllegalStateException(run.toString());
                }
            }
            if (imported == mails && !running) {
                return runs;
            }
            if (System.nanoTime() - began > Duration.ofMinutes(10).toNanos()) {
                throw new IllegalStateException("only " + imported + " mails after ten minutes");
            }
        }
    }

    private String imapConnection(String task) {
        return api.get("/sec/usertask/scanmailbox/" + task)
                .get("imapConnection")
                .asText();
    }

    static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
