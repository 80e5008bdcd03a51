package io.mailroom.account;

import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.NewCookie;
import java.time.Duration;

/** The token as a browser keeps it: out of the reach of scripts, and of other sites. */
final class SessionCookie {

    private SessionCookie() {}

    static NewCookie of(String token, Sessions.Opened session, HttpServerRequest request) {
        return cookie(token, session.life(), request);
    }

    static NewCookie gone(HttpServerRequest request) {
        return cookie("", Duration.ZERO, request);
    }

    private static NewCookie cookie(String token, Duration life, HttpServerRequest request) {
        return new NewCookie.Builder(TokenAuthentication.COOKIE)
                .value(token)
                .path("/")
                .maxAge((int) life.toSeconds())
                .httpOnly(true)
                .secure(request.isSSL() || "https".equals(request.scheme()))
                .sameSite(NewCookie.SameSite.STRICT)
                .build();
    }
}
