package io.mailroom.web;

import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.NewCookie;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** A short word about what was just done, which the next page shows once. It travels in a cookie: the server keeps no state. */
record Flash(String text) {

    static final String COOKIE = "mailroom_flash";

    private static final int SECONDS = 60;

    static Optional<Flash> of(HttpServerRequest request) {
        return Optional.ofNullable(request.getCookie(COOKIE))
                .map(io.vertx.core.http.Cookie::getValue)
                .filter(value -> !value.isEmpty())
                .flatMap(Flash::decode);
    }

    private static Optional<Flash> decode(String value) {
        try {
            return Optional.of(new Flash(new String(Base64.getUrlDecoder().decode(value), StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException e) { // not ours
            return Optional.empty();
        }
    }

    NewCookie cookie() {
        String value = Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        return cookie(value, SECONDS);
    }

    static NewCookie gone() {
        return cookie("", 0);
    }

    private static NewCookie cookie(String value, int seconds) {
        return new NewCookie.Builder(COOKIE)
                .value(value)
                .path("/")
                .maxAge(seconds)
                .httpOnly(true)
                .sameSite(NewCookie.SameSite.STRICT)
                .build();
    }
}
