package io.mailroom.soak;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How what is measured went on after the service had become warm, and whether that is no more than it may be. */
final class Growth {

    /** The first part of a run, in which classes are loaded, code is compiled and caches fill. */
    private static final double WARM_UP = 0.3;

    /** Shorter runs tell nothing of growth. */
    private static final Duration WORTH_JUDGING = Duration.ofMinutes(8);

    private final Map<Measure, Trend> trends = new EnumMap<>(Measure.class);
    private final boolean judged;

    Growth(List<Sample> samples, Duration duration) {
        judged = duration.compareTo(WORTH_JUDGING) >= 0;
        var warm = samples.subList((int) (samples.size() * WARM_UP), samples.size());
        for (var measure : Measure.values()) {
            trends.put(
                    measure,
                    Trend.of(warm.stream()
                            .filter(sample -> measure.of(sample).isPresent())
                            .map(sample -> new Trend.Point(
                                    sample.at().toEpochMilli() / 3.6e6,
                                    measure.of(sample).getAsDouble()))
                            .toList()));
        }
    }

    List<String> violations() {
        return trends.entrySet().stream()
                .filter(one -> judged && one.getValue().growth() > one.getKey().mayGrow(one.getValue()))
                .map(one -> String.format(
                        Locale.ROOT,
                        "%s grew from %.1f to %.1f",
                        one.getKey(),
                        one.getValue().begin(),
                        one.getValue().end()))
                .toList();
    }

    String markdown() {
        var text = new StringBuilder("""
                | After the first 30 % | from | to | per hour | may grow by |
                |---|--:|--:|--:|--:|
                """);
        trends.forEach((measure, trend) -> text.append(String.format(
                Locale.ROOT,
                "| %s | %.1f | %.1f | %+.1f | %s |%n",
                measure,
                trend.begin(),
                trend.end(),
                trend.perHour(),
                judged ? String.format(Locale.ROOT, "%.1f", measure.mayGrow(trend)) : "too short a run to judge")));
        return text.toString();
    }
}
