package io.mailroom.web;

import io.quarkus.arc.Arc;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What every page knows of the request that it answers: {@code cdi:page} in the templates. */
@Named("page")
@ApplicationScoped
public class Frame {

    /** The role of those who administrate their collective. */
    public static final String ADMIN = "admin";

    /** Of a request: whether it is one of those who run the installation. */
    public static final String OPERATOR = "mailroom.operator";

    /** Where mailroom.js leaves the name of the browser's time zone. */
    private static final String ZONE_COOKIE = "mailroom_zone";

    private final SecurityIdentity identity;
    private final CurrentVertxRequest current;
    private final Assets assets;
    private final Clock clock;

    Frame(SecurityIdentity identity, CurrentVertxRequest current, Assets assets, Clock clock) {
        this.identity = identity;
        this.current = current;
        this.assets = assets;
        this.clock = clock;
    }

    /** Empty at the door, where a request is refused before it is anybody's. */
    private Optional<RoutingContext> context() {
        return Arc.container().requestContext().isActive()
                ? Optional.ofNullable(current.getCurrent())
                : Optional.empty();
    }

    private Optional<HttpServerRequest> request() {
        return context().map(RoutingContext::request);
    }

    private Optional<PageRequest> page() {
        return context().map(PageRequest::new);
    }

    public boolean isSignedIn() {
        return request().isPresent() && !identity.isAnonymous();
    }

    public boolean isAdmin() {
        return isSignedIn() && identity.hasRole(ADMIN);
    }

    public boolean isOperator() {
        return context().map(context -> context.get(OPERATOR, false)).orElse(false);
    }

    /** {@code collective/login}. */
    public String name() {
        return isSignedIn() ? identity.getPrincipal().getName() : "";
    }

    public String login() {
        return name().substring(name().indexOf('/') + 1);
    }

    /** Whether this page is at one of these paths, or below. */
    public boolean at(String... paths) {
        String here = page().map(PageRequest::path).orElse("");
        return Stream.of(paths).anyMatch(path -> here.equals(path) || here.startsWith(path + "/"));
    }

    /** htmx asks for a part of the page, and swaps it in; what is boosted asks for the whole one. */
    public boolean isFragment() {
        return page().map(PageRequest::forFragment).orElse(false);
    }

    public boolean exactly(String path) {
        return page().map(page -> page.path().equals(path)).orElse(false);
    }

    /** What was just done. */
    public @Nullable String flash() {
        return flash(false);
    }

    /** What could not be done just now. */
    public @Nullable String complaint() {
        return flash(true);
    }

    private @Nullable String flash(boolean complaint) {
        return request()
                .flatMap(Flash::of)
                .filter(flash -> flash.complaint() == complaint)
                .map(Flash::text)
                .orElse(null);
    }

    public String asset(String file) {
        return assets.address(file);
    }

    /** The zone of the user's browser; UTC as long as it has not told. */
    public ZoneId zone() {
        return request()
                .map(request -> request.getCookie(ZONE_COOKIE))
                .flatMap(cookie -> zone(cookie.getValue()))
                .orElse(ZoneOffset.UTC);
    }

    private static Optional<ZoneId> zone(String cookie) {
        try {
            return Optional.of(ZoneId.of(URLDecoder.decode(cookie, StandardCharsets.UTF_8)));
        } catch (DateTimeException | IllegalArgumentException e) { // not ours
            return Optional.empty();
        }
    }

    /** Of epoch milliseconds, as the API's views have them. */
    public Moment moment(long millis) {
        return moment(Instant.ofEpochMilli(millis));
    }

    public Moment moment(Instant instant) {
        return new Moment(instant, zone(), clock.instant());
    }
}
