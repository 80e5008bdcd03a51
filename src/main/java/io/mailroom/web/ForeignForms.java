package io.mailroom.web;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses what another site's page submits to ours in a user's name (CSRF). Who does not say where
 * it comes from and has no cookie is no browser with a session. For the API, TokenAuthentication looks at the cookie itself.
 */
class ForeignForms {

    private final Origins origins;

    ForeignForms(Origins origins) {
        this.origins = origins;
    }

    @ServerRequestFilter(preMatching = true)
    public void refuse(ContainerRequestContext context, RoutingContext asked) {
        var request = new PageRequest(asked);
        if (!request.isForPrograms() && !request.isSafe() && !isOurs(asked.request())) {
            throw Problem.forbidden("This came from another site, and so nothing was done. If you have just filled in a"
                    + " form of ours, open its page again and repeat it.");
        }
    }

    private boolean isOurs(HttpServerRequest request) {
        return switch (origins.of(request)) {
            case OURS -> true;
            case FOREIGN -> false;
            case UNTOLD -> request.getHeader("Cookie") == null;
        };
    }
}
