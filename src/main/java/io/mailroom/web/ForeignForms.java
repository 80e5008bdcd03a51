package io.mailroom.web;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.net.URI;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses what another site's page submits to ours in a user's name (CSRF). Browsers say where a request comes from: in
 * Sec-Fetch-Site, those that are too old for it in Origin. Who says neither and has no cookie is no browser with a session.
 */
class ForeignForms {

    private final BaseUrl baseUrl;

    ForeignForms(BaseUrl baseUrl) {
        this.baseUrl = baseUrl;
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
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return site.equals("same-origin") || site.equals("none");
        }
        String origin = request.getHeader("Origin");
        if (origin != null) {
            return Stream.of(baseUrl.of("/", request), here(request)).anyMatch(own -> isOrigin(origin, own));
        }
        return request.getHeader("Cookie") == null;
    }

    private static URI here(HttpServerRequest request) {
        return URI.create(request.scheme() + "://" + request.authority());
    }

    private static boolean isOrigin(String origin, URI own) {
        String port = own.getPort() < 0 ? "" : ":" + own.getPort();
        return origin.equalsIgnoreCase(own.getScheme() + "://" + own.getHost() + port);
    }
}
