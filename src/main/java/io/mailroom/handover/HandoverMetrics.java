package io.mailroom.handover;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** What operators see of deliveries. */
@Startup // so that its numbers are there, at zero, before anything happens
@Singleton
class HandoverMetrics {

    private static final List<String> OUTCOMES = List.of("delivered", "skipped", "under-way", "refused", "failed");

    private final MeterRegistry registry;

    HandoverMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (var kind : Kind.values()) {
            OUTCOMES.forEach(outcome -> timer(kind, outcome));
        }
    }

    void attempted(Kind kind, Outcome outcome, long nanos) {
        timer(kind, word(outcome)).record(Duration.ofNanos(nanos));
    }

    private Timer timer(Kind kind, String outcome) {
        return Timer.builder("mailroom.handover.attempt")
                .description("Attempts to hand an item over to a destination")
                .tags("kind", kind.word(), "outcome", outcome)
                .register(registry);
    }

    private static String word(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Delivered delivered -> "delivered";
            case Outcome.Skipped skipped -> "skipped";
            case Outcome.UnderWay underWay -> "under-way";
            case Outcome.Refused refused -> refused.fault() == Outcome.Fault.OF_ITEM ? "failed" : "refused";
        };
    }
}
