package io.mailroom.bench;

import io.mailroom.testsupport.ApiClient;
import io.mailroom.testsupport.DovecotServer;
import io.mailroom.testsupport.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;

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
        this.database = database(data);
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
        var task = ImportTask.create(api, dovecot, user);
        double serviceBefore = service.ownCpuSeconds();
        double databaseBefore = database.cpuSeconds();
        double serverBefore = server.cpuSeconds();
        long began = System.nanoTime();
        task.start();
        int runs = task.await(mails).runs();
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

    /** The embedded PostgreSQL of a service. */
    static ProcessTree database(Path data) throws IOException {
        var postmaster = Files.readAllLines(data.resolve("postgresql-18").resolve("postmaster.pid"));
        return ProcessTree.of(Long.parseLong(postmaster.getFirst().strip()));
    }

    static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
