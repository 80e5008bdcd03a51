package io.mailroom.web;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of stylesheet, scripts and images: they change with the content, so that browsers may keep it for ever. While
 * replicas are renewed, an old one is asked for what only a new one has; that answer is kept by nobody.
 */
@ApplicationScoped
class Assets {

    private static final String FOLDER = "META-INF/resources/";

    private static final String VERSION = "v";

    /** Their versions are in the path. */
    private static final String LIBRARIES = "/webjars/";

    private final ConcurrentMap<String, String> addresses = new ConcurrentHashMap<>();

    String address(String file) {
        String address = known(file);
        if (address == null) {
            throw new IllegalArgumentException("There is no " + FOLDER + file);
        }
        return address;
    }

    private @Nullable String known(String file) {
        return addresses.computeIfAbsent(file, Assets::versioned);
    }

    /** Quarkus calls every file immutable, whatever the query. */
    void install(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).handler(context -> {
            context.addHeadersEndHandler(sent -> {
                var headers = context.response().headers();
                if (String.valueOf(headers.get("Cache-Control")).contains("immutable")) {
                    life(context).ifPresent(life -> headers.set("Cache-Control", life));
                }
            });
            context.next();
        });
    }

    /** Empty for those that may live long. */
    private Optional<String> life(RoutingContext context) {
        String path = context.normalizedPath();
        if (path.startsWith(LIBRARIES)) {
            return Optional.empty();
        }
        if (context.request().getParam(VERSION) == null) {
            return Optional.of("no-cache");
        }
        boolean asPromised = context.request().uri().equals(known(path.substring(1)));
        return asPromised ? Optional.empty() : Optional.of("no-store");
    }

    private static @Nullable String versioned(String file) {
        try (var in = Thread.currentThread().getContextClassLoader().getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                return null;
            }
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(in.readAllBytes());
            return "/" + file + "?" + VERSION + "=" + HexFormat.of().formatHex(hash, 0, 6);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
