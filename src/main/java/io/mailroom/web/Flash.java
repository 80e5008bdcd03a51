package io.mailroom.web;

import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.NewCookie;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** A short word about what was just done, or could not be, which the next page shows once. It travels in a cookie: the server keeps no state. */
record Flash(String text, boolean complaint) {

    static final String COOKIE = "mailroom_flash";

    private static final int SECONDS = 60;

    /** Before the text of one that says what could not be done; no text of ours begins so. */
    private static final String COMPLAINT = "!";

    static Optional<Flash> of(HttpServerRequest request) {
        return Optional.ofNullable(request.getCookie(COOKIE))
                .map(io.vertx.core.http.Cookie::getValue)
                .filter(value -> !value.isEmpty())
                .flatMap(Flash::decode);
    }

    private static Optional<Flash> decode(String value) {
        try {
            var text = new String(Base64.getUrlDecoder().decode(value), StandardCharsets.UTF_8);
            return Optional.of(
                    text.startsWith(COMPLAINT)
                            ? new Flash(text.substring(COMPLAINT.length()), true)
                            : new Flash(text, false));
        } catch (IllegalArgumentException e) { // not ours
            return Optional.empty();
        }
    }

    NewCookie cookie() {
        var bytes = ((complaint ? COMPLAINT : "") + text).getBytes(StandardCharsets.UTF_8);
        return cookie(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes), SECONDS);
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
