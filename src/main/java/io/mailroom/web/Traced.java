package io.mailroom.web;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An act as a trace shows it: one span with a name of ours, and ids where they help to find it again; never what a user, a server
 * or a mail has said. Costs nothing to speak of in a service that was built without traces.
 */
public final class Traced {

    private static final String SCOPE = "io.mailroom";

    private Traced() {}

    public static <T extends @Nullable Object> T act(String name, String key, Object value, Supplier<T> work) {
        var span = GlobalOpenTelemetry.getTracer(SCOPE)
                .spanBuilder(name)
                .setAttribute("mailroom." + key, value.toString())
                .startSpan();
        try (var _ = span.makeCurrent()) {
            return work.get();
        } catch (RuntimeException | Error e) {
            span.setStatus(StatusCode.ERROR, e.getClass().getSimpleName()); // its message may be anybody's
            throw e;
        } finally {
            span.end();
        }
    }

    /** The act that is under way: for threads that it starts, or that work for it. */
    public static Context current() {
        return Context.current();
    }

    /** Says of the present span what is only known now. */
    public static void note(String key, Object value) {
        Span.current().setAttribute("mailroom." + key, value.toString());
    }
}
