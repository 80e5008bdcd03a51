package io.mailroom.web;

import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Optional;

/** Where this service is reached from outside. */
@ApplicationScoped
public class BaseUrl {

    private final WebConfig config;

    BaseUrl(WebConfig config) {
        this.config = config;
    }

    /** As configured; empty when only a request can tell. */
    public Optional<URI> configured() {
        return config.baseUrl();
    }

    /** The address of a path: below what is configured, or else where the request came in. */
    public URI of(String path, HttpServerRequest request) {
        String base = configured().map(URI::toString).orElseGet(() -> request.scheme() + "://" + request.authority());
        return URI.create(base.replaceAll("/+$", "") + path);
    }
}
