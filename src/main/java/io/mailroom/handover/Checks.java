package io.mailroom.handover;

import io.mailroom.handover.CheckView.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The phases of a test, one after the other. */
final class Checks {

    private final List<Phase> phases = new ArrayList<>();

    /**
     * @param work answers what it found out
     * @throws NotTaken what {@code work} failed with, after it was noted
     */
    void phase(String name, Supplier<@Nullable String> work) {
        long began = System.nanoTime();
        try {
            phases.add(new Phase(name, true, work.get(), millis(began)));
        } catch (NotTaken e) {
            String answer = e.refused().answer();
            String detail = e.refused().error() + (answer == null || answer.isBlank() ? "" : " It answered: " + answer);
            phases.add(new Phase(name, false, detail, millis(began)));
            throw e;
        }
    }

    private static long millis(long began) {
        return Duration.ofNanos(System.nanoTime() - began).toMillis();
    }

    CheckView view() {
        var failed = phases.stream().filter(phase -> !phase.success()).findFirst();
        return new CheckView(failed.isEmpty(), failed.map(Phase::detail).orElse("It works."), List.copyOf(phases));
    }
}
