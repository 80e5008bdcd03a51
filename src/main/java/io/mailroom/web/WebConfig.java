package io.mailroom.web;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.Optional;

/** The edge's limits. */
@ConfigMapping(prefix = "mailroom.web")
interface WebConfig {

    /** The largest body that is no upload; uploads (multipart) are held to {@code quarkus.http.limits.max-body-size}. */
    @WithDefault("10M")
    MemorySize bodyLimit();

    /** Where users and providers reach this service, as in {@code https://mail.example.org}; else it is read off each request. */
    Optional<URI> baseUrl();
}
