package io.mailroom.web;

import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Headers that every answer carries; a resource may set a stricter Content-Security-Policy of its own. */
@ApplicationScoped
class SecurityHeaders {

    void install(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).handler(context -> {
            context.response()
                    .putHeader("X-Content-Type-Options", "nosniff")
                    .putHeader("X-Frame-Options", "DENY")
                    .putHeader("Referrer-Policy", "no-referrer");
            if (context.normalizedPath().startsWith("/api/")) {
                context.response().putHeader("Cache-Control", "no-store");
            }
            context.next();
        });
    }
}
