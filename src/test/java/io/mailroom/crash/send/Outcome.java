package io.mailroom.crash.send;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The figures of a campaign.
 *
 * @param struck how often at which moment
 * @param tally what was counted, in the order in which it is told
 * @param recoveries from each blow to the next mail that the server took
 * @param stops how long each replica took to stop that was asked to
 * @param violations what must not be; empty if all is well
 */
record Outcome(
        Way way,
        Map<String, Integer> struck,
        Map<String, Integer> tally,
        Duration duration,
        List<Duration> recoveries,
        List<Duration> stops,
        List<String> violations) {

    @Override
    public String toString() {
        var sorted = recoveries.stream().sorted().toList();
        var text = new StringBuilder(
                "%s: %d blows %s in %d s".formatted(way, recoveries.size(), struck, duration.toSeconds()));
        if (!sorted.isEmpty()) {
            text.append("; went on after %.1f s (median), %.1f s (95 %%), %.1f s (longest)"
                    .formatted(at(sorted, 0.5), at(sorted, 0.95), at(sorted, 1)));
        }
        if (!stops.isEmpty()) {
            var slow = stops.stream().sorted().toList();
            text.append("; stopped within %.1f s (median), %.1f s (longest)".formatted(at(slow, 0.5), at(slow, 1)));
        }
        tally.forEach((what, number) -> text.append("\n  %7d %s".formatted(number, what)));
        if (violations.isEmpty()) {
            text.append("\n  every mail that was accepted is there, and no copy was delivered twice");
        }
        violations.forEach(violation -> text.append("\n  VIOLATION ").append(violation));
        return text.toString();
    }

    private static double at(List<Duration> sorted, double share) {
        return sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * share))
                        .toMillis()
                / 1e3;
    }
}
