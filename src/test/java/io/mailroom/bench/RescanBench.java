package io.mailroom.bench;

import io.mailroom.testsupport.ApiClient;
import io.mailroom.testsupport.DovecotServer;
import io.mailroom.testsupport.ServiceProcess;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;

/**
 * What a run costs that finds nothing new, in mailboxes of growing size: its own time, and the CPU time of all three
 * processes. Arguments: the sizes (100 10000 100000).
 */
public final class RescanBench {

    private static final int ROUNDS = 50;

    private RescanBench() {}

    public static void main(String[] args) throws Exception {
        int[] sizes = args.length == 0
                ? new int[] {100, 10_000, 100_000}
                : Arrays.stream(args).mapToInt(Integer::parseInt).toArray();
        var data = Files.createTempDirectory("mailroom-bench");
        try (var dovecot = DovecotServer.start();
                var service = ServiceProcess.start(data)) {
            var api = new ApiClient(service.port());
            api.signUp("bench");
            var processes = new ProcessTree[] {
                ProcessTree.of(service.pid()), ProcessTree.of(dovecot.pid()), ImportBench.database(data)
            };
            int first = 0;
            for (int size : sizes) {
                measure(api, dovecot, processes, first, size);
                first += size;
            }
        } finally {
            ImportBench.delete(data);
        }
    }

    private static void measure(ApiClient api, DovecotServer dovecot, ProcessTree[] processes, int first, int size)
            throws Exception {
        var user = "user" + size;
        var some = new ArrayList<byte[]>();
        for (int i = 0; i < size; i++) {
            some.add(SampleMail.text(first + i, 1000));
            if (some.size() == 1000 || i == size - 1) {
                dovecot.deliver(user, "INBOX", some);
                some.clear();
            }
        }
        var task = ImportTask.create(api, dovecot, user);
        long began = System.nanoTime();
        task.start();
        while (task.items() < size || task.progress().running()) {
            Thread.sleep(50); // a program that watches, not a test
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        var before = cpu(processes);
        var times = new ArrayList<Long>();
        for (int round = 0; round < ROUNDS; round++) {
            times.add(task.runAgain());
        }
        var after = cpu(processes);
        Collections.sort(times);
        System.out.printf(
                "%6d mails, imported in %.1f s (%.0f/s): a run that finds nothing takes %d ms (median of %d, slowest %d ms),"
                        + " CPU ms: service %.0f with the API calls, IMAP server %.0f, database %.0f%n",
                size,
                seconds,
                size / seconds,
                times.get(ROUNDS / 2),
                ROUNDS,
                times.getLast(),
                spent(before, after, 0),
                spent(before, after, 1),
                spent(before, after, 2));
    }

    private static double[] cpu(ProcessTree[] processes) {
        return new double[] {processes[0].ownCpuSeconds(), processes[1].cpuSeconds(), processes[2].cpuSeconds()};
    }

    private static double spent(double[] before, double[] after, int process) {
        return (after[process] - before[process]) / ROUNDS * 1000;
    }
}
