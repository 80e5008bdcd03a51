package io.mailroom.soak;

import io.mailroom.bench.ProcessTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What one replica takes up at a moment.
 *
 * @param heap bytes that are in use after a full collection
 * @param resident KiB of the process in memory
 * @param scratch files it has put aside for a while
 */
record Vitals(long heap, long resident, long threads, long virtualThreads, long descriptors, long scratch) {

    private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");
    private static final Pattern VIRTUAL = Pattern.compile("(?m) +(\\d+) +\\d+ +java\\.lang\\.VirtualThread(?: |$)");

    static Vitals of(long pid, Path scratch) throws IOException {
        var histogram = histogram(pid);
        var process = ProcessTree.of(pid);
        try (var files = Files.list(scratch)) {
            return new Vitals(
                    number(histogram, TOTAL),
                    process.residentKiB(),
                    process.threads(),
                    number(histogram, VIRTUAL),
                    process.descriptors(),
                    files.count());
        }
    }

    /** Of what is alive, which it collects garbage to find out. */
    private static String histogram(long pid) throws IOException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var process = new ProcessBuilder(jcmd, Long.toString(pid), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static long number(String text, Pattern pattern) throws IOException {
        var found = pattern.matcher(text);
        if (!found.find()) {
            throw new IOException("no histogram: " + text.lines().findFirst().orElse(""));
        }
        return Long.parseLong(found.group(1));
    }
}
