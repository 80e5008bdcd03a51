package io.mailroom.bench;

import io.mailroom.egress.MailServer;
import io.mailroom.testsupport.ApiClient;
import io.mailroom.testsupport.DovecotServer;
import io.mailroom.testsupport.ServiceProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Has the packaged service watch mailboxes of a real Dovecot, each of a user of its own, and prints what a watch costs: RSS
 * (from /proc), heap after a collection, OS threads, CPU to open it. What the service itself costs is left out by counting
 * from the 100th watch (the 50th with TLS). Then 50 watches, and how long it takes from a delivery to the item.
 *
 * <p>Arguments: how many plain and how many TLS watches.
 */
public final class WatchBench {

    private static final int WATCHED_FOR_LATENCY = 50;
    private static final int ROUNDS = 5;

    /** What is collected is given back at once; else the watches would move into memory that was paid for before. */
    private static final String[] JVM = {
        "-Xmx512m",
        "-Xmn24m",
        "-XX:+UseSerialGC",
        "-XX:MinHeapFreeRatio=5",
        "-XX:MaxHeapFreeRatio=10",
        "-XX:-ShrinkHeapInSteps",
        "-Dmailroom.watch.tick=500ms",
        "-Dmailroom.watch.connects=32"
    };

    private final DovecotServer dovecot;
    private final ServiceProcess service;
    private final ApiClient api;

    private WatchBench(DovecotServer dovecot, ServiceProcess service) {
        this.dovecot = dovecot;
        this.service = service;
        api = new ApiClient(service.port());
        api.signUp("bench");
    }

    private interface Part {
        void run(WatchBench bench) throws Exception;
    }

    public static void main(String[] args) throws Exception {
        int plain = args.length > 0 ? Integer.parseInt(args[0]) : 2000;
        int tls = args.length > 1 ? Integer.parseInt(args[1]) : 500;
        try (var limit = Files.newBufferedReader(Path.of("/proc/sys/fs/inotify/max_user_instances"))) {
            System.out.println("inotify instances per user (Dovecot needs one per watch, or looks every 30 s): "
                    + limit.readLine());
        }
        with(bench -> bench.latency());
        with(bench -> bench.cost("plain", bench.dovecot.plain(), Math.min(100, plain / 2), plain));
        with(bench -> bench.cost("TLS", bench.dovecot.ssl(true), Math.min(50, tls / 2), tls));
    }

    private static void with(Part part) throws Exception {
        var data = Files.createTempDirectory("mailroom-bench");
        var roomy = DovecotServer.Options.standard().withConfiguration("""
                default_process_limit = 5000
                default_client_limit = 10000
                default_vsz_limit = 1G
                service imap {
                  process_limit = 5000
                }
                service imap-login {
                  client_limit = 5000
                  process_limit = 2
                  process_min_avail = 1
                }
                """);
        try (var dovecot = DovecotServer.start(roomy);
                var service = ServiceProcess.start(data, JVM)) {
            part.run(new WatchBench(dovecot, service));
        } finally {
            ImportBench.delete(data);
        }
    }

    /**
     * Opens some watches, then all, and prints what each of those in between costs; and what all together cost over the
     * service at rest, warming up included: that is the bound.
     */
    private void cost(String kind, MailServer server, int some, int all) throws Exception {
        var tasks = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < all; i++) {
            tasks.add(task(server, "user" + i));
        }
        var rest = Reading.of(service.process());
        open(tasks.subList(0, some), some);
        var before = Reading.of(service.process());
        long began = System.nanoTime();
        open(tasks.subList(some, all), all);
        double seconds = (System.nanoTime() - began) / 1e9;
        var after = Reading.of(service.process());
        int opened = all - some;
        System.out.printf(
                "%s: %d watches, each at most %.1f KB RSS, %.1f KB live heap; OS threads %d -> %d; opened in %.1f s (with the %d requests"
                        + " that switched them on) with %.1f ms CPU each%n",
                kind,
                all,
                (after.rssKb() - rest.rssKb()) / (double) all,
                (after.heapKb() - before.heapKb()) / (double) opened,
                before.threads(),
                after.threads(),
                seconds,
                opened,
                after.cpu().minus(before.cpu()).toMillis() / (double) opened);
    }

    /** One mail to each of the watched mailboxes at the same time, and again. */
    private void latency() throws Exception {
        var tasks = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < WATCHED_FOR_LATENCY; i++) {
            tasks.add(task(dovecot.plain(), "user" + i));
        }
        open(tasks, WATCHED_FOR_LATENCY);
        for (int round = 0; round <= ROUNDS; round++) {
            print(round == 0 ? "cold, all at once" : "all at once", deliver(tasks, tasks.size()));
        }
        for (int round = 0; round < ROUNDS; round++) {
            print("one of " + WATCHED_FOR_LATENCY, deliver(tasks, 1));
        }
    }

    private List<Double> deliver(List<Map<String, Object>> tasks, int many) throws Exception {
        var delivered = new HashMap<String, Long>();
        for (int i = 0; i < many; i++) {
            var subject = UUID.randomUUID().toString();
            dovecot.deliver(
                    "user" + i,
                    "INBOX",
                    ("Message-ID: <" + subject + "@example.org>\r\nSubject: " + subject + "\r\n\r\nHello\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            delivered.put(subject, System.nanoTime());
        }
        var seconds = new ArrayList<Double>();
        long limit = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!delivered.isEmpty()) {
            Thread.sleep(25); // a program that watches, not a test
            for (var item : api.get("/sec/item?limit=" + (tasks.size() + 10)).get("items")) {
                var at = delivered.remove(item.get("name").asText());
                if (at != null) {
                    seconds.add((System.nanoTime() - at) / 1e9);
                }
            }
            if (System.nanoTime() > limit) {
                throw new IllegalStateException(delivered.size() + " mails are no items after a minute");
            }
        }
        seconds.sort(null);
        return seconds;
    }

    private static void print(String what, List<Double> seconds) {
        System.out.printf(
                "delivery to item, %s: median %.2f s, slowest %.2f s%n",
                what, seconds.get(seconds.size() / 2), seconds.getLast());
    }

    private Map<String, Object> task(MailServer server, String user) throws IOException {
        dovecot.create(user, "INBOX");
        var kind = server.tls().name().toLowerCase(java.util.Locale.ROOT);
        api.post(
                "/sec/email/settings/imap",
                Map.of(
                        "name",
                        user,
                        "imapHost",
                        "127.0.0.1",
                        "imapPort",
                        server.port(),
                        "imapUser",
                        user,
                        "imapPassword",
                        DovecotServer.PASSWORD,
                        "sslType",
                        kind,
                        "ignoreCertificates",
                        server.ignoreCertificates()));
        var task = new HashMap<String, Object>(Map.of(
                "enabled", false,
                "push", true,
                "imapConnection", user,
                "folders", List.of("INBOX"),
                "scanRecursively", false,
                "schedule", "*-02-29 3:00",
                "deleteMail", false));
        task.put("id", api.post("/sec/usertask/scanmailbox", task).get("id").asText());
        return task;
    }

    private void open(List<Map<String, Object>> tasks, int total) throws InterruptedException {
        for (var task : tasks) {
            task.put("enabled", true);
            api.put("/sec/usertask/scanmailbox", task);
        }
        long limit = System.nanoTime() + Duration.ofMinutes(10).toNanos();
        for (var states = states(); states.getOrDefault("watching", 0) < total; states = states()) {
            if (System.nanoTime() > limit) {
                throw new IllegalStateException("only " + states + " after ten minutes");
            }
            Thread.sleep(500);
        }
    }

    private Map<String, Integer> states() {
        var states = new TreeMap<String, Integer>();
        for (var task : api.get("/sec/usertask/scanmailbox").get("items")) {
            states.merge(task.path("watch").path("state").asText("off"), 1, Integer::sum);
        }
        return states;
    }

    /** What a process costs just now, after its garbage is collected. */
    private record Reading(long rssKb, long heapKb, long threads, Duration cpu) {

        static Reading of(Process process) throws IOException, InterruptedException {
            var cpu = process.info().totalCpuDuration().orElse(Duration.ZERO);
            jcmd(process.pid(), "GC.run");
            var heap = Pattern.compile("(?i)tenured(?: generation)? +total \\d+K, used (\\d+)K")
                    .matcher(jcmd(process.pid(), "GC.heap_info"));
            var status = Files.readString(Path.of("/proc/" + process.pid() + "/status"));
            return new Reading(
                    number(status, "VmRSS:\\s+(\\d+)"),
                    heap.find() ? Long.parseLong(heap.group(1)) : 0,
                    number(status, "Threads:\\s+(\\d+)"),
                    cpu);
        }

        private static long number(String text, String pattern) {
            var found = Pattern.compile(pattern).matcher(text);
            return found.find() ? Long.parseLong(found.group(1)) : 0;
        }

        private static String jcmd(long pid, String command) throws IOException, InterruptedException {
            var program =
                    Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
            var process = new ProcessBuilder(program, Long.toString(pid), command)
                    .redirectErrorStream(true)
                    .start();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor(60, TimeUnit.SECONDS);
            return output;
        }
    }
}
