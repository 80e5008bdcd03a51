package io.mailroom.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Hours of mixed load on two replicas while everything they need fails in turn. Prints whether memory, threads and connections
 * stayed as they were, whether a mail was lost or doubled, and what went wrong for whom. Arguments: minutes, 120 if absent, and
 * {@code --report=FILE}, a Markdown file that is written besides. Ends with 1 when something is not as it should be.
 */
public final class Soak {

    private static final Duration BETWEEN_FAULTS = Duration.ofSeconds(50);

    private final Duration duration;
    private final Scene scene;
    private final Journal journal = new Journal();

    private Soak(Duration duration, Scene scene) {
        this.duration = duration;
        this.scene = scene;
    }

    public static void main(String[] args) throws Exception {
        var report = List.of(args).stream()
                .filter(it -> it.startsWith("--report="))
                .map(it -> Path.of(it.substring("--report=".length())))
                .findFirst();
        var minutes = List.of(args).stream().filter(it -> !it.startsWith("--")).findFirst();
        var outcome = run(Duration.ofMinutes(minutes.map(Long::parseLong).orElse(120L)));
        System.out.println(outcome.markdown());
        if (report.isPresent()) {
            Files.writeString(report.get(), outcome.markdown());
        }
        System.exit(outcome.violations().isEmpty() ? 0 : 1);
    }

    static Report run(Duration duration) throws Exception {
        try (var scene = Scene.open()) {
            return new Soak(duration, scene).run();
        }
    }

    private Report run() throws Exception {
        var began = Instant.now();
        var violations = new ArrayList<String>();
        var load = new Load(scene, journal);
        var pause = duration.compareTo(Duration.ofMinutes(20)) > 0 ? Duration.ofSeconds(30) : Duration.ofSeconds(10);
        List<Sample> samples;
        try (var sampling = new Samples(scene, journal, pause);
                load) {
            samples = sampling.all();
            load.start();
            failInTurn(began);
        }
        var books = new Books(scene, load);
        books.balance();
        violations.addAll(books.violations());
        var growth = new Growth(samples, duration);
        violations.addAll(growth.violations());
        journal.inexcusable().stream()
                .limit(5)
                .map(one -> "for no reason: " + one)
                .forEach(violations::add);
        if (!violations.isEmpty()) {
            violations.add("logs and databases: " + scene.keep());
        }
        return new Report(duration, samples, journal, growth, load, books.unknown(), violations);
    }

    /** Each at least once, also in a short run; and the last one some time before the end. */
    private void failInTurn(Instant began) throws IOException, InterruptedException {
        var end = began.plus(duration);
        var all = duration.dividedBy(Fault.values().length + 1);
        var between = all.compareTo(BETWEEN_FAULTS) < 0 ? all : BETWEEN_FAULTS;
        var next = began.plus(between.dividedBy(2));
        for (int i = 0; next.plus(between).isBefore(end); i++) {
            sleepUntil(next);
            var fault = Fault.values()[i % Fault.values().length];
            var begin = Instant.now();
            fault.strike(scene);
            journal.over(fault, begin);
            System.err.printf("%tT %s%n", begin.atZone(ZoneId.systemDefault()), fault);
            next = begin.plus(between);
        }
        sleepUntil(end);
    }

    private static void sleepUntil(Instant time) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(
                Math.max(0, Duration.between(Instant.now(), time).toMillis()));
    }
}
