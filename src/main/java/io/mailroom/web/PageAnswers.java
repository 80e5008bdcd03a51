package io.mailroom.web;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** The last touch to what pages answer: redirects that htmx understands, and a flash that is gone once it was shown. */
class PageAnswers {

    /** After the filter of Qute, which sets the type of what it has rendered. */
    private static final int LAST = 0;

    @ServerResponseFilter(priority = LAST)
    public void finish(ContainerRequestContext context, ContainerResponseContext response, RoutingContext asked) {
        var request = new PageRequest(asked);
        if (!request.isPage()) {
            return;
        }
        if (response.getStatus() == 303) {
            if (request.forFragment()) {
                ErrorPages.goTo(response.getHeaderString("Location"), request, response);
            }
        } else if (isHtml(response)) {
            response.getHeaders().putSingle("Content-Type", MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"));
            if (!request.forFragment() && Flash.of(asked.request()).isPresent()) {
                response.getHeaders().add("Set-Cookie", Flash.gone());
            }
        }
    }

    private static boolean isHtml(ContainerResponseContext response) {
        var type = response.getMediaType();
        return response.hasEntity() && type != null && MediaType.TEXT_HTML_TYPE.isCompatible(type);
    }
}
