package io.mailroom.template;

import io.quarkus.qute.EvalContext;
import io.quarkus.qute.ResolutionContext;
import java.time.Duration;

/** What one rendering may still cost. For one thread. */
final class Budget {

    static final String ATTRIBUTE = "mailroom.budget";

    private final int most;
    private final Duration longest;
    private final long began = System.nanoTime();
    private long left;

    Budget(int most, Duration longest) {
        this.most = most;
        this.longest = longest;
        this.left = most;
    }

    static Budget of(ResolutionContext context) {
        return (Budget) context.getAttribute(ATTRIBUTE);
    }

    static Budget of(EvalContext context) {
        return (Budget) context.getAttribute(ATTRIBUTE);
    }

    void spend(long steps) {
        left -= steps;
        if (left < 0) {
            throw TemplateError.of("it goes round too often: a template takes at most " + most + " steps");
        }
        // A single step may be to compare two texts of many digits as numbers.
        if (System.nanoTime() - began > longest.toNanos()) {
            throw TemplateError.of("it takes longer than " + longest.toMillis() + " milliseconds");
        }
    }
}
