package io.mailroom.web;

import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Locale;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Refuses bodies that are too large: by what they say of their length, before anything else happens, and those that do
 * not say it once they have grown too large. Quarkus has a limit, too, but its answer has no body, and one limit does
 * not fit both a login and an upload.
 */
@ApplicationScoped
class BodyLimit {

    private static final long LINGER_MILLIS = 1000;

    private static final Set<HttpMethod> WITH_BODY = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

    private final long bodies;
    private final long uploads;
    private final BodyHandler counting;

    BodyLimit(WebConfig config, @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize uploads) {
        this.bodies = config.bodyLimit().asLongValue();
        this.uploads = uploads.asLongValue();
        this.counting = BodyHandler.create(false).setBodyLimit(bodies);
    }

    void install(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE + 1).handler(this::limit).failureHandler(context -> {
            if (context.statusCode() == 413) {
                refuse(context);
            } else {
                context.next();
            }
        });
    }

    private void limit(RoutingContext context) {
        var request = context.request();
        boolean upload = isUpload(request.getHeader("Content-Type"));
        String length = request.getHeader("Content-Length"); // a number, or it would not have come this far
        if (length != null && Long.parseLong(length) > (upload ? uploads : bodies)) {
            refuse(context);
        } else if (length == null && !upload && WITH_BODY.contains(request.method())) {
            counting.handle(context);
        } else {
            context.next();
        }
    }

    private static boolean isUpload(@Nullable String contentType) {
        return contentType != null && contentType.toLowerCase(Locale.ROOT).startsWith("multipart/");
    }

    /** What is still under way is not worth reading; closing at once would take the answer from under the client's eyes. */
    private static void refuse(RoutingContext context) {
        context.response().putHeader("Connection", "close");
        Problems.send(context, Problem.tooLarge())
                .subscribe()
                .with(
                        sent -> context.vertx().setTimer(LINGER_MILLIS, timer -> close(context)),
                        failure -> close(context));
    }

    private static void close(RoutingContext context) {
        context.request().connection().close();
    }
}
