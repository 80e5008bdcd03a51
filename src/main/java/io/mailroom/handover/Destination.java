package io.mailroom.handover;

import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A destination as whoever delivers to it needs it.
 *
 * @param collective and {@code login}: the names of its owner
 * @param secret opened; null where there is none
 * @param failures in a row, by its own fault
 */
record Destination(
        UUID id,
        UUID account,
        UUID collectiveId,
        String collective,
        String login,
        String name,
        Kind kind,
        Options options,
        @Nullable String secret,
        int failures) {

    /** Below its address, whether that ends with a slash or not. */
    URI at(String path) {
        return URI.create(url().replaceAll("/+$", "") + path);
    }

    String url() {
        String url = options.url();
        return url == null ? "" : url;
    }

    /** Where its owner sees to it. */
    String page() {
        return "/app/destinations/" + name;
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "Destination[" + id + ", " + kind.word() + "]";
    }
}
