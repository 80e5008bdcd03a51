package io.mailroom.web;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Headers that every answer carries; a resource may set a Content-Security-Policy of its own. */
@ApplicationScoped
class SecurityHeaders {

    /** Everything of a page is ours, and stands in files: no script, style or handler in the page itself. */
    static final String PAGE_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
            + " font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none';"
            + " frame-ancestors 'none'";

    /** Whatever an answer of the API is taken for, it loads and does nothing. */
    private static final String API_POLICY = "default-src 'none'; frame-ancestors 'none'";

    private static final String ONE_YEAR = "max-age=31536000";

    void install(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).handler(context -> {
            var response = context.response()
                    .putHeader("X-Content-Type-Options", "nosniff")
                    .putHeader("X-Frame-Options", "DENY")
                    .putHeader("Referrer-Policy", "no-referrer")
                    .putHeader("Cross-Origin-Resource-Policy", "same-origin");
            if ("https".equals(context.request().scheme())) { // ours, or that of a proxy that is believed
                response.putHeader("Strict-Transport-Security", ONE_YEAR);
            }
            var request = new PageRequest(context);
            if (request.path().startsWith("/api/")) {
                response.putHeader("Cache-Control", "no-store").putHeader("Content-Security-Policy", API_POLICY);
            } else if (request.forPage()) {
                forPage(response);
            }
            context.next();
        });
    }

    /** With no-referrer, browsers would hide from ourselves where a form comes from, too (Origin: null). */
    private static void forPage(HttpServerResponse response) {
        response.putHeader("Content-Security-Policy", PAGE_POLICY)
                .putHeader("Referrer-Policy", "same-origin")
                .putHeader("Cache-Control", "no-store");
    }
}
