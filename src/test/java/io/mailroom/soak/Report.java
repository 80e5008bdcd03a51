package io.mailroom.soak;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What came of it, for people. */
record Report(
        Duration duration,
        List<Sample> samples,
        Journal journal,
        Growth growth,
        Load load,
        int unknown,
        List<String> violations) {

    private static final int PARTS = 10;

    String markdown() {
        return String.join(
                "\n",
                "# %d minutes of mixed load with faults".formatted(duration.toMinutes()),
                "",
                "%s, %d processors, JDK %s. Written by `src/main/scripts/soak %d`; what the columns are stands below."
                        .formatted(
                                samples.getFirst().at().toString().substring(0, 10),
                                Runtime.getRuntime().availableProcessors(),
                                Runtime.version().feature(),
                                duration.toMinutes()),
                "",
                verdict(),
                "",
                mails(),
                "",
                table(),
                "",
                growth.markdown(),
                answers(),
                "",
                LEGEND);
    }

    private static final String LEGEND = """
            Rows are tenths of the run, with the medians of their samples. Live heap is what a full collection leaves, resident is the
            whole process. All but the connections are those of the first replica, which is never restarted; the second one is, so its
            heap is shown and not judged. Connections are those of both replicas together: half of the mailboxes are watched over IDLE,
            on one connection each, and the others looked into every ten seconds. Growth is that of a straight line through all samples
            but those of the first 30 %. Complaints are answers from 400 on and requests that broke off; only while PostgreSQL or a
            replica is restarted, and 20 seconds after that, is there an excuse for them.
            """;

    private String verdict() {
        return violations.isEmpty()
                ? "**All is well**: nothing grew beyond its bounds, no mail was lost or doubled, and no request failed without a"
                        + " reason."
                : "**Not all is well:**\n\n"
                        + violations.stream().map(it -> "- " + it).collect(Collectors.joining("\n"));
    }

    private String mails() {
        return "%d mails imported and moved, %d sent (of %d nobody knows, as their server was restarted with them in hand), %d files uploaded."
                .formatted(
                        load.delivered().size(),
                        load.accepted().size(),
                        unknown,
                        load.uploaded().size());
    }

    private String table() {
        var text = new StringBuilder("""
                | Minute | live heap, MiB | resident, MiB | threads | virtual threads | open files | scratch files | live heap of the second, MiB | database connections | IMAP | SMTP | answers/s | complaints | faults |
                |--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|
                """);
        var began = samples.getFirst().at();
        var length =
                Duration.between(began, samples.getLast().at()).plusMillis(1).dividedBy(PARTS);
        var last = samples.getFirst();
        for (int i = 0; i < PARTS; i++) {
            var from = began.plus(length.multipliedBy(i));
            var to = from.plus(length);
            var part = samples.stream()
                    .filter(it -> !it.at().isBefore(from) && it.at().isBefore(to))
                    .toList();
            if (!part.isEmpty()) {
                text.append(row(part, last, from, to, began));
                last = part.getLast();
            }
        }
        return text.toString();
    }

    private String row(List<Sample> part, Sample before, Instant from, Instant to, Instant began) {
        var end = part.getLast();
        double seconds = Math.max(1, Duration.between(before.at(), end.at()).toMillis() / 1e3);
        return String.format(
                Locale.ROOT,
                "| %.1f | %.1f | %.0f | %.0f | %.0f | %.0f | %.0f | %.1f | %.0f | %.0f | %.0f | %.1f | %d | %s |%n",
                Duration.between(began, to).toMillis() / 6e4,
                median(part, Measure.HEAP::of),
                median(part, Measure.RESIDENT::of),
                median(part, Measure.THREADS::of),
                median(part, Measure.VIRTUAL_THREADS::of),
                median(part, Measure.DESCRIPTORS::of),
                median(part, Measure.SCRATCH::of),
                median(
                        part,
                        sample -> sample.second().stream()
                                .mapToDouble(vitals -> vitals.heap() / 1048576.0)
                                .findFirst()),
                median(part, Measure.DATABASE::of),
                median(part, Measure.IMAP::of),
                median(part, Measure.SMTP::of),
                (end.answers() - before.answers()) / seconds,
                end.complaints() - before.complaints(),
                journal.troubles().stream()
                        .filter(it -> !it.begin().isBefore(from) && it.begin().isBefore(to))
                        .map(it -> it.fault().toString())
                        .collect(Collectors.joining(", ")));
    }

    private static double median(List<Sample> part, Function<Sample, OptionalDouble> reading) {
        var values = part.stream()
                .map(reading)
                .filter(OptionalDouble::isPresent)
                .map(OptionalDouble::getAsDouble)
                .sorted()
                .toList();
        return values.isEmpty() ? 0 : values.get(values.size() / 2);
    }

    private String answers() {
        return "| Requests | number |\n|---|--:|\n" + rows(journal.byKind())
                + "\n\n| Complaints | number |\n|---|--:|\n" + rows(journal.complaintsByFault());
    }

    private static String rows(Map<String, Long> numbers) {
        return numbers.isEmpty()
                ? "| none | 0 |"
                : new TreeMap<>(numbers)
                        .entrySet().stream()
                                .map(one -> "| " + one.getKey() + " | " + one.getValue() + " |")
                                .collect(Collectors.joining("\n"));
    }
}
