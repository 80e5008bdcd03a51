package io.mailroom.template;

import io.quarkus.qute.CompletedStage;
import io.quarkus.qute.EvalContext;
import io.quarkus.qute.Results;
import io.quarkus.qute.ValueResolver;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Fields of plain data, and nothing else that a map could do: {@code size} is one if somebody calls it so. */
final class PlainFields implements ValueResolver {

    /** Before those of the library. */
    @Override
    public int getPriority() {
        return 100;
    }

    @Override
    public boolean appliesTo(EvalContext context) {
        Budget.of(context).spend(1);
        return context.getBase() instanceof Map;
    }

    @Override
    public CompletionStage<Object> resolve(EvalContext context) {
        var fields = (Map<?, ?>) context.getBase();
        return context.getParams().isEmpty() && fields.containsKey(context.getName())
                ? CompletedStage.of(fields.get(context.getName()))
                : Results.notFound(context);
    }
}
