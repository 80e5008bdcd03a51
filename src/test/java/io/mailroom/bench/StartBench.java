package io.mailroom.bench;

import io.mailroom.testsupport.PostgresProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * How soon the service answers, what that costs and what it takes of memory: the plain jar, and what the container image runs,
 * without and with its AOT cache. All with the memory and processors of a container of 512 MiB and two cores, over a database
 * whose schema is there. Arguments: rounds, and more options of the JVM.
 */
public final class StartBench {

    private static final Path PLAIN = Path.of("target/quarkus-app/quarkus-run.jar");
    private static final Path CONTAINER = Path.of("target/container/quarkus-run.jar");
    private static final Path OPTIONS = Path.of("src/main/docker/java.options");
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /** The compilers have caught up by then, and let go of their memory. */
    private static final Duration SETTLED = Duration.ofSeconds(10);

    private record Variant(String name, Path jar, List<String> options, List<Start> starts) {

        Variant(String name, Path jar, List<String> options) {
            this(name, jar, options, new ArrayList<>());
        }

        double median(ToDoubleFunction<Start> figure) {
            double[] sorted = starts.stream().mapToDouble(figure).sorted().toArray();
            return DoubleStream.of(sorted)
                    .skip((sorted.length - 1) / 2)
                    .limit(2 - sorted.length % 2)
                    .average()
                    .orElseThrow();
        }
    }

    /** Until the first answer: time, and CPU of all threads. Resident memory then, and when it has settled. */
    private record Start(double seconds, double cpu, double residentMiB, double settledMiB) {}

    private final PostgresProcess database;
    private final Path work;
    private final List<String> more;

    private StartBench(PostgresProcess database, Path work, List<String> more) {
        this.database = database;
        this.work = work;
        this.more = more;
    }

    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
        var more = List.of(args).subList(Math.min(1, args.length), args.length);
        var work = Files.createTempDirectory("mailroom-bench");
        try (var database = PostgresProcess.start(work.resolve("postgresql"))) {
            new StartBench(database, work, more).run(rounds);
        } finally {
            ImportBench.delete(work);
        }
    }

    private void run(int rounds) throws Exception {
        var cache = work.resolve("mailroom.aot");
        System.out.printf("Schema and training ... (load %s)%n", load());
        start(PLAIN, List.of());
        start(CONTAINER, List.of("-XX:AOTCacheOutput=" + cache));
        System.out.printf("The AOT cache has %d MiB.%n", Files.size(cache) >> 20);

        var variants = List.of(
                new Variant("plain jar", PLAIN, List.of()),
                new Variant("image, no cache", CONTAINER, List.of()),
                new Variant("image, AOT cache", CONTAINER, List.of("-XX:AOTCache=" + cache)));
        for (int round = 1; round <= rounds; round++) {
            for (var variant : variants) {
                var start = start(variant.jar(), variant.options());
                variant.starts().add(start);
                print("round " + round + ", " + variant.name(), start);
            }
        }
        for (var variant : variants) {
            print(
                    "median, " + variant.name(),
                    new Start(
                            variant.median(Start::seconds),
                            variant.median(Start::cpu),
                            variant.median(Start::residentMiB),
                            variant.median(Start::settledMiB)));
        }
    }

    private static void print(String what, Start start) throws IOException {
        System.out.printf(
                Locale.ROOT,
                "%-28s first answer %6.2f s, CPU %5.2f s, resident %4.0f MiB, settled %4.0f MiB, load %s%n",
                what,
                start.seconds(),
                start.cpu(),
                start.residentMiB(),
                start.settledMiB(),
                load());
    }

    private static String load() throws IOException {
        return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
    }

    private Start start(Path jar, List<String> options) throws Exception {
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        try (var lines = Files.lines(OPTIONS)) {
            lines.filter(line -> line.startsWith("-") && !line.startsWith("-XX:AOTCache="))
                    .forEach(command::add);
        }
        // The collector is the one that the JVM chooses there.
        command.addAll(List.of("-XX:MaxRAM=512m", "-XX:ActiveProcessorCount=2", "-XX:+UseSerialGC"));
        command.addAll(more);
        command.addAll(options);
        command.addAll(database.options());
        command.addAll(List.of(
                "-Dmailroom.secret.key=" + "A".repeat(43) + "=",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port,
                "-jar",
                jar.toString()));
        var log = work.resolve("service.log");
        long began = System.nanoTime();
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            while (!ready(port)) {
                if (!process.isAlive() || System.nanoTime() - began > PATIENCE.toNanos()) {
                    throw new IllegalStateException("It does not start: " + Files.readString(log));
                }
                Thread.sleep(5);
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            var tree = ProcessTree.of(process.pid());
            double cpu = tree.cpuSeconds();
            double resident = tree.residentKiB() / 1024.0;
            Thread.sleep(SETTLED);
            return new Start(seconds, cpu, resident, tree.residentKiB() / 1024.0);
        } finally {
            process.destroy(); // the training run writes its cache now
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    private static boolean ready(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("GET /q/health/ready HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            var status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            return status.endsWith(" 200");
        } catch (IOException notYet) {
            return false;
        }
    }
}
