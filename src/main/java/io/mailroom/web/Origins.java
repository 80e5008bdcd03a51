package io.mailroom.web;

import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tells where a request comes from. Browsers say it in Sec-Fetch-Site; those that are too old for it, and all of them over
 * plain http, say it in Origin, at least of what is not safe.
 */
@ApplicationScoped
public class Origins {

    private final BaseUrl baseUrl;

    Origins(BaseUrl baseUrl) {
        this.baseUrl = baseUrl;
    }

    /** It changes nothing, and so it does not matter who asks. */
    public static boolean isSafe(HttpServerRequest request) {
        return switch (request.method().name()) {
            case "GET", "HEAD", "OPTIONS" -> true;
            default -> false;
        };
    }

    public Origin of(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return site.equals("same-origin") || site.equals("none") ? Origin.OURS : Origin.FOREIGN;
        }
        String origin = request.getHeader("Origin");
        if (origin == null) {
            return Origin.UNTOLD;
        }
        return own(request).anyMatch(plain(origin)::equals) ? Origin.OURS : Origin.FOREIGN;
    }

    /** As text, because hosts are named as no URI may be: {@code mail_room}, say. */
    private Stream<String> own(HttpServerRequest request) {
        var configured = baseUrl.configured().map(base -> base.getScheme() + "://" + base.getRawAuthority());
        var here = Optional.ofNullable(request.authority()).map(host -> request.scheme() + "://" + host);
        return Stream.of(configured, here).flatMap(Optional::stream).map(Origins::plain);
    }

    /** As browsers write it: in small letters, without the port that is the scheme's own. */
    private static String plain(String origin) {
        String small = origin.toLowerCase(Locale.ROOT);
        return small.replaceFirst(small.startsWith("https:") ? ":443$" : ":80$", "");
    }
}
