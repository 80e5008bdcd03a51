package io.mailroom.web;

import io.smallrye.common.vertx.ContextLocals;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;

/**
 * What is known of the request that is being answered, on whatever thread that is: by its id it is found again in the log, in
 * the answer and in the audit trail.
 *
 * @param id the client's own where it brought a proper one
 * @param address of the client
 */
public record RequestFacts(String id, String address) {

    static final String HEADER = "X-Request-Id";

    /** As it is called in each line of the log. */
    public static final String IN_LOG = "request";

    private static final String KEY = RequestFacts.class.getName();

    /** Nothing that could pretend to be anything else in a log. */
    private static final Pattern PROPER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{7,63}");

    /** Empty where nobody has asked: in jobs. */
    public static Optional<RequestFacts> current() {
        Context context = Vertx.currentContext();
        return context != null && VertxContext.isDuplicatedContext(context) ? ContextLocals.get(KEY) : Optional.empty();
    }

    /** For a thread that goes on with what was asked for: its lines in the log, and its spans, are the request's, too. */
    public static Runnable goingOn(Runnable work) {
        var trace = Traced.current();
        var facts = current();
        return () -> {
            try (var _ = trace.makeCurrent()) {
                if (facts.isEmpty()) {
                    work.run();
                    return;
                }
                try (var _ = InLog.with(IN_LOG, facts.get().id())) {
                    work.run();
                }
            }
        };
    }

    static RequestFacts of(RoutingContext context) {
        String asked = context.request().getHeader(HEADER);
        var remote = context.request().remoteAddress();
        return new RequestFacts(
                asked != null && PROPER.matcher(asked).matches()
                        ? asked
                        : UUID.randomUUID().toString(),
                remote == null || remote.hostAddress() == null ? "unknown" : remote.hostAddress());
    }

    /** Gives each request its id, before anything else happens. */
    @ApplicationScoped
    static class Door {

        void install(@Observes Router router) {
            router.route().order(Integer.MIN_VALUE).handler(context -> {
                var facts = of(context);
                context.response().putHeader(HEADER, facts.id());
                Context current = Vertx.currentContext();
                // A context of its own for each request; what is kept in another one would be the next request's, too.
                if (current != null && VertxContext.isDuplicatedContext(current)) {
                    ContextLocals.put(KEY, facts);
                    MDC.put(IN_LOG, facts.id());
                }
                context.next();
            });
        }
    }
}
