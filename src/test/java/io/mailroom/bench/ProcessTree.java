package io.mailroom.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a process and those it started have used (Linux: {@code /proc}). */
public record ProcessTree(ProcessHandle root) {

    /** Of a clock tick, which is a hundredth of a second on every Linux we know. */
    private static final double TICKS = 100;

    public static ProcessTree of(long pid) {
        return new ProcessTree(
                ProcessHandle.of(pid).orElseThrow(() -> new IllegalStateException("there is no process " + pid)));
    }

    /** The root alone. */
    double ownCpuSeconds() {
        return ticks(root, 11) / TICKS;
    }

    /** Of all, those that have ended included: a parent inherits the time of a child it has seen off. */
    public double cpuSeconds() {
        return Stream.concat(Stream.of(root), root.descendants())
                        .mapToLong(process -> ticks(process, 11) + ticks(process, 13))
                        .sum()
                / TICKS;
    }

    /** The most memory that the root ever had resident, in MiB. */
    long peakResidentMiB() {
        return status("VmHWM") >> 10;
    }

    public long residentKiB() {
        return status("VmRSS");
    }

    /** OS threads of the root. */
    public long threads() {
        return status("Threads");
    }

    /** Files, sockets and whatever else the root has open. */
    public long descriptors() {
        try (var open = Files.list(Path.of("/proc", Long.toString(root.pid()), "fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private long status(String field) {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(root.pid()), "status"))) {
            return lines.filter(line -> line.startsWith(field + ":"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Two neighbouring fields: user and system time. Fields are counted from behind the name, which may hold anything. */
    private static long ticks(ProcessHandle process, int field) {
        try {
            var stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Long.parseLong(fields[field]) + Long.parseLong(fields[field + 1]);
        } catch (IOException ended) {
            return 0;
        }
    }
}
