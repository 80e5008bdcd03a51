package io.mailroom.oauth;

import io.mailroom.web.PageChallenge;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.NewCookie;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/** The page that somebody was at who was sent to a provider from there. It travels in a cookie beside {@link BrowserProof}'s. */
final class WayBack {

    private WayBack() {}

    private static String cookieName(String state) {
        return BrowserProof.cookieName(state) + "_page";
    }

    static NewCookie cookie(String state, String page, Duration life, boolean secure) {
        return new NewCookie.Builder(cookieName(state))
                .value(Base64.getUrlEncoder().withoutPadding().encodeToString(page.getBytes(StandardCharsets.UTF_8)))
                .path(BrowserProof.PATH)
                .maxAge((int) life.toSeconds())
                .httpOnly(true)
                .secure(secure)
                .sameSite(NewCookie.SameSite.LAX)
                .build();
    }

    /** Empty for whoever began it without a page. */
    static Optional<String> of(HttpServerRequest request, String state) {
        return Optional.ofNullable(request.getCookie(cookieName(state)))
                .map(Cookie::getValue)
                .flatMap(WayBack::decoded)
                .map(PageChallenge::next);
    }

    private static Optional<String> decoded(String value) {
        try {
            return Optional.of(new String(Base64.getUrlDecoder().decode(value), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) { // not ours
            return Optional.empty();
        }
    }
}
