package io.mailroom.scan;

import io.quarkus.qute.TemplateExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;

/** How templates tell of runs: {@code {run.chip}}, {@code {run.outcome}}, {@code {run.counts}}, {@code {run.took}}. */
@TemplateExtension
final class RunWords {

    private RunWords() {}

    static String chip(RunView run) {
        return switch (run.state()) {
            case RunView.RUNNING -> "busy";
            case "failed" -> "failed";
            case "interrupted" -> "waiting";
            default -> run.failed() > 0 ? "warning" : "ok";
        };
    }

    static String outcome(RunView run) {
        return switch (run.state()) {
            case RunView.RUNNING -> "Importing";
            case "failed" -> "Failed";
            case "interrupted" -> "Interrupted";
            default -> run.failed() > 0 ? "Not all of it" : "Done";
        };
    }

    /** "6 imported, 2 already here". */
    static String counts(RunView run) {
        var counts = new ArrayList<String>();
        add(counts, run.imported(), "imported");
        add(counts, run.duplicate(), "already here");
        add(counts, run.filtered(), "left out");
        add(counts, run.failed(), "failed");
        return counts.isEmpty() ? none(run) : String.join(", ", counts);
    }

    private static String none(RunView run) {
        return switch (run.state()) {
            case RunView.RUNNING -> "Nothing yet";
            case "done" -> "Nothing new";
            default -> "Nothing imported";
        };
    }

    private static void add(ArrayList<String> counts, long number, String what) {
        if (number > 0) {
            counts.add(String.format(Locale.ENGLISH, "%,d %s", number, what));
        }
    }

    /** "1.2 s", "3 min 5 s"; empty while it runs. */
    static String took(RunView run) {
        var ended = run.ended();
        if (ended == null) {
            return "";
        }
        var time = Duration.ofMillis(Math.max(0, ended - run.started()));
        if (time.toMinutes() > 0) {
            return time.toMinutes() + " min " + time.toSecondsPart() + " s";
        }
        return String.format(Locale.ENGLISH, "%.1f s", time.toMillis() / 1000.0);
    }
}
