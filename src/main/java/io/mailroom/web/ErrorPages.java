package io.mailroom.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;
import java.lang.annotation.Annotation;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Whoever looks at pages gets problems as pages, or as a message into the page that is open. */
class ErrorPages {

    private static final MediaType HTML = MediaType.TEXT_HTML_TYPE.withCharset("UTF-8");

    /** htmx asks no more then, and treats it as an answer otherwise: what is gone will not come back. */
    private static final int STOP_POLLING = 286;

    record problem(int status, String title, String detail) implements TemplateInstance {}

    record problem$message(String title, String detail) implements TemplateInstance {}

    static TemplateInstance of(ProblemBody body) {
        return new problem(body.status(), title(body), detail(body));
    }

    private static String title(ProblemBody body) {
        return switch (body.status()) {
            case 403 -> "You may not do this";
            case 404 -> "There is nothing here";
            case 409 -> "That does not go together";
            case 413 -> "That is too large";
            case 429 -> "Too many attempts";
            case 500 -> "Something went wrong on our side";
            case 503 -> "Back in a moment";
            default -> body.title();
        };
    }

    private static String detail(ProblemBody body) {
        if (body.status() == 404 && body.detail().startsWith("There is nothing at ")) {
            return "The address may be mistyped, or what was here has been deleted.";
        }
        return body.detail();
    }

    @ServerResponseFilter
    public Uni<Void> answer(ContainerRequestContext context, ContainerResponseContext response, RoutingContext asked) {
        var request = new PageRequest(asked);
        if (!(response.getEntity() instanceof ProblemBody body) || !request.forPage()) {
            return Uni.createFrom().voidItem();
        }
        if (body.status() == 401) {
            response.setEntity(null);
            response.getHeaders().remove("WWW-Authenticate");
            goTo(request.login(), request, response);
            return Uni.createFrom().voidItem();
        }
        var owner = request.owner();
        if (body.status() == 405 && request.isSafe() && owner.isPresent()) {
            response.setEntity(null);
            response.getHeaders().remove("Allow");
            goTo(owner.get(), request, response);
            return Uni.createFrom().voidItem();
        }
        if (request.forFragment()) {
            if (body.status() == 404 && request.isSafe()) {
                response.setStatus(STOP_POLLING);
            }
            response.getHeaders().putSingle("HX-Retarget", "#flash");
            response.getHeaders().putSingle("HX-Reswap", "innerHTML");
            return show(new problem$message(title(body), detail(body)), response);
        }
        return show(of(body), response);
    }

    private static Uni<Void> show(TemplateInstance page, ContainerResponseContext response) {
        return page.createUni()
                .invoke(html -> response.setEntity(html, new Annotation[0], HTML))
                .replaceWithVoid();
    }

    /** htmx would put the page that it is led to where the fragment belongs. */
    static void goTo(String path, PageRequest request, ContainerResponseContext response) {
        if (request.forFragment()) {
            response.setStatus(200);
            response.getHeaders().remove("Location");
            response.getHeaders().putSingle("HX-Redirect", path);
        } else {
            response.setStatus(303);
            response.getHeaders().putSingle("Location", path);
        }
    }
}
