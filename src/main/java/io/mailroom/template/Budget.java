package io.mailroom.template;

import io.quarkus.qute.EvalContext;
import io.quarkus.qute.ResolutionContext;

/** What one rendering may still cost. For one thread. */
final class Budget {

    static final String ATTRIBUTE = "mailroom.budget";

    private final int most;
    private long left;

    Budget(int most) {
        this.most = most;
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
    }
}
