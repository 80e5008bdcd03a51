package io.mailroom.bench;

import io.mailroom.testsupport.ApiClient;
import io.mailroom.testsupport.PostgresProcess;
import io.mailroom.testsupport.ServiceProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Sends mails through the packaged service with a durable PostgreSQL (fsync on) to smtp-sink: over the API with one client and
 * with sixteen that wait for the first attempt, with sixteen that do not, and out of an outbox that was filled before; and
 * beside it what smtp-source does. All of them share the machine. Arguments: how many of 5 KB (2,000) and of 500 KB with
 * an attachment (200). Further arguments are options of the service's JVM.
 */
public final class SendBench {

    private static final int CLIENTS = 16;

    /** Of what smtp-source sends. */
    private static final int ROUNDS = 5;

    /** As if nobody had sent anything yet. */
    private static final List<String> QUOTAS =
            List.of("-Dmailroom.send.per-user-day=10000000", "-Dmailroom.send.per-collective-day=10000000");

    /** Mails/s of 5 KB over the API with sixteen clients. */
    private static final double AIM = 1068;

    /** Of what smtp-source does over one connection, from the outbox. */
    private static final double AIM_SHARE = 1.0 / 8;

    private final SmtpSink sink;
    private final ApiClient api;
    private final SendLoad load;
    private final ProcessTree service;
    private final ProcessTree database;
    private final Connection look;

    private SendBench(SmtpSink sink, ServiceProcess service, Path data) throws Exception {
        this.sink = sink;
        this.api = new ApiClient(service.port());
        this.load = new SendLoad(api, service.port());
        this.service = ProcessTree.of(service.pid());
        this.database = ImportBench.database(data);
        this.look = PostgresProcess.connectionTo(data);
        api.signUp("bench");
        api.post(
                "/sec/email/settings/smtp",
                Map.of(
                        "name", "sink",
                        "smtpHost", "127.0.0.1",
                        "smtpPort", sink.port(),
                        "from", "Anna <anna@example.org>",
                        "sslType", "none"));
    }

    public static void main(String[] args) throws Exception {
        var numbers = Arrays.stream(args).filter(arg -> !arg.startsWith("-")).toList();
        int small = numbers.isEmpty() ? 2_000 : Integer.parseInt(numbers.getFirst());
        int large = numbers.size() < 2 ? 200 : Integer.parseInt(numbers.get(1));
        var options = Stream.concat(QUOTAS.stream(), Arrays.stream(args).filter(arg -> arg.startsWith("-")))
                .toArray(String[]::new);
        var data = Files.createTempDirectory("mailroom-bench");
        try (var sink = SmtpSink.start();
                var service = ServiceProcess.start(data, options)) {
            var bench = new SendBench(sink, service, data);
            var text = bench.load.item(1_000);
            var file = bench.load.item(365_000);
            bench.run("5 KB", small, 5_000, new SendLoad.Kind(4_600, text, false), AIM);
            bench.run("500 KB", large, 500_000, new SendLoad.Kind(1_000, file, true), 0);
            System.out.printf("peak RSS of the service: %d MiB%n", bench.service.peakResidentMiB());
        } finally {
            ImportBench.delete(data);
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private void run(String size, int mails, int bytes, SendLoad.Kind kind, double aim) throws Exception {
        int some = Math.max(16, mails);
        System.out.printf("== %d mails of %s, as many more before each line as a warm-up%n", mails, size, some);
        load.send(CLIENTS, some, kind, false, Map.of(), 200);
        load.send(1, some, kind, false, Map.of(), 200);
        measure("API, 1 client", mails, bytes, () -> load.send(1, mails, kind, false, Map.of(), 200));
        load.send(CLIENTS, some, kind, false, Map.of(), 200);
        double waiting =
                measure("API, 16 clients", mails, bytes, () -> load.send(CLIENTS, mails, kind, false, Map.of(), 200));
        load.send(CLIENTS, some, kind, true, Map.of(), 202);
        awaitEmpty();
        double accepted = measure(
                "API, 16 clients, respond-async",
                mails,
                bytes,
                () -> load.send(CLIENTS, mails, kind, true, Map.of(), 202));
        awaitEmpty();
        fill(some, kind, accepted);
        awaitEmpty();
        fill(mails, kind, accepted);
        double outbox = measure("outbox, filled before", mails, bytes, this::awaitEmpty);
        double source = compare("smtp-source -d, 1 session", mails, bytes, 1, true);
        compare("smtp-source -d, 4 sessions", mails, bytes, 4, true);
        compare("smtp-source, a connection each", mails, bytes, 1, false);
        if (aim > 0) {
            System.out.printf("16 clients: %.2f of the aim of %.0f mails/s%n", waiting / aim, aim);
        }
        System.out.printf("outbox: %.3f of smtp-source -d with 1 session; aim %.3f%n", outbox / source, AIM_SHARE);
    }

    /** Several times, as once is over in no time; the first of them does not count. */
    private double compare(String label, int mails, int bytes, int sessions, boolean reusing) throws Exception {
        sink.feed(sessions, mails, bytes, reusing);
        return measure(label, ROUNDS * mails, bytes, () -> {
            for (int i = 0; i < ROUNDS; i++) {
                sink.feed(sessions, mails, bytes, reusing);
            }
        });
    }

    /** Has mails accepted, and returns in the moment from which on they may be sent. */
    private void fill(int mails, SendLoad.Kind kind, double accepted) throws Exception {
        long due = System.currentTimeMillis() + 2_000 + (long) (3_000 * mails / accepted);
        load.send(CLIENTS, mails, kind, true, Map.of("sendAt", due), 202);
        long early = due - System.currentTimeMillis();
        if (early < 0) {
            throw new IllegalStateException("the outbox was to be full " + -early + " ms earlier");
        }
        Thread.sleep(early);
    }

    private void awaitEmpty() throws Exception {
        try (var waiting =
                look.prepareStatement("select exists (select from sent_mail where status in ('queued', 'sending'))")) {
            for (boolean empty = false; !empty; ) {
                Thread.sleep(10); // a program that watches, not a test
                try (var row = waiting.executeQuery()) {
                    row.next();
                    empty = !row.getBoolean(1);
                }
            }
        }
    }

    /** The service has its database for a child, which is counted by itself. */
    private double cpuSeconds(ProcessTree tree) {
        return tree.equals(database) ? tree.cpuSeconds() : tree.ownCpuSeconds();
    }

    /** @return mails/s */
    private double measure(String label, int mails, int bytes, Work work) throws Exception {
        var trees = List.of(
                service,
                database,
                sink.tree(),
                ProcessTree.of(ProcessHandle.current().pid()));
        var before = trees.stream().map(this::cpuSeconds).toList();
        long began = System.nanoTime();
        work.run();
        double seconds = (System.nanoTime() - began) / 1e9;
        var after = trees.stream().map(this::cpuSeconds).toList();
        var used = IntStream.range(0, trees.size())
                .mapToObj(i -> after.get(i) - before.get(i))
                .toList();
        System.out.printf(
                "%tT %-31s %6.2f s = %6.0f mails/s, %6.1f MB/s;"
                        + " CPU s: service %.2f, database %.2f, smtp-sink %.2f, clients %.2f%n",
                LocalTime.now(), // to be found in a recording of the service
                label,
                seconds,
                mails / seconds,
                1e-6 * mails * bytes / seconds,
                used.get(0),
                used.get(1),
                used.get(2),
                used.get(3));
        return mails / seconds;
    }
}
