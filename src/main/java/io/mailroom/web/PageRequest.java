package io.mailroom.web;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a browser asks of the pages: whether it is one at all, and in which way it wants to be answered. This is the one
 * place that knows which paths are pages; it goes by what resources are found by, not by how a path was spelled.
 */
final class PageRequest {

    static final String HOME = "/app";
    static final String LOGIN = "/login";

    private final HttpServerRequest request;
    private final String path;

    PageRequest(RoutingContext context) {
        this.request = context.request();
        this.path = plain(context.normalizedPath());
    }

    /** Resources are found without matrix parameters, and with a slash at the end or without. */
    private static String plain(String normalized) {
        String plain = normalized.replaceAll(";[^/]*", "").replaceAll("/+$", "");
        return plain.isEmpty() ? "/" : plain;
    }

    /** Without what makes no difference: {@code //app/}, {@code /%61pp} and {@code /app} are one. */
    String path() {
        return path;
    }

    /** Pages are at fixed places; at all others outside of the API, browsers get a page where nothing is. */
    boolean forPage() {
        return isPage() || !isForPrograms() && accepts("text/html");
    }

    boolean isPage() {
        return path.equals("/")
                || path.equals(LOGIN)
                || path.equals("/signup")
                || path.equals(HOME)
                || path.startsWith(HOME + "/");
    }

    /** The API, and what the operator's programs ask. */
    boolean isForPrograms() {
        return path.startsWith("/api/") || path.startsWith("/q/");
    }

    private boolean accepts(String type) {
        String accept = request.getHeader("Accept");
        return accept != null && accept.contains(type);
    }

    /** htmx wants a part of a page; what it boosts, or restores when one goes back, are whole ones. */
    boolean forFragment() {
        return isHtmx()
                && request.getHeader("HX-Boosted") == null
                && request.getHeader("HX-History-Restore-Request") == null;
    }

    private boolean isHtmx() {
        return "true".equals(request.getHeader("HX-Request"));
    }

    /**
     * The page that an act belongs to, such as {@code /app/tasks/1} for {@code /app/tasks/1/run}: a browser that shows the answer
     * of a form has the address of the act, and asks for that when the page is loaded again.
     */
    Optional<String> owner() {
        return path.startsWith(HOME + "/") ? Optional.of(path.substring(0, path.lastIndexOf('/'))) : Optional.empty();
    }

    boolean isSafe() {
        return Origins.isSafe(request);
    }

    /** Where to log in, and then be led back here; what was submitted is lost, so only to a page that can be asked for. */
    String login() {
        String here = forFragment() || !isSafe() ? currentPage() : request.uri();
        return here == null || here.equals(HOME) || !isOwnPath(here)
                ? LOGIN
                : LOGIN + "?next=" + URLEncoder.encode(here, StandardCharsets.UTF_8);
    }

    /** The one that is seen in the browser, where htmx says so. */
    private @Nullable String currentPage() {
        String url = request.getHeader("HX-Current-URL");
        int path = url == null ? -1 : url.indexOf('/', url.indexOf("://") + 3);
        return url == null || path < 0 ? null : url.substring(path);
    }

    /** Whether one may be sent there after a login: a page of ours, whatever a stranger's link says. */
    static boolean isOwnPath(String next) {
        return next.matches("/app([/?][\\x21-\\x7e&&[^\\\\]]*)?");
    }
}
