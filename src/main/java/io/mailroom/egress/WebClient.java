package io.mailroom.egress;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.TrustOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks web servers that a user, or another web server, has named (RFC 9110): behind the {@link Guard}, by the address that
 * was judged, with certificates checked against the host's name. Blocking, for virtual threads.
 */
@ApplicationScoped
public class WebClient {

    /**
     * @param uri http or https
     * @param headers none that are the connection's business, such as Host
     * @param body empty for none
     * @param timeout for everything together, redirects included
     * @param maxBytes of the answer's body; a longer one is an {@link EgressException}
     * @param redirects how many are followed, by GET only, and never from https to http; 0 answers the redirect itself
     */
    public record Request(
            String method,
            URI uri,
            Map<String, String> headers,
            byte[] body,
            Duration timeout,
            int maxBytes,
            int redirects) {

        /** Without headers and body, which may hold secrets, and the query, which may, too. */
        @Override
        public String toString() {
            return "Request[" + method + " " + uri.getScheme() + "://" + uri.getAuthority() + "]";
        }
    }

    /**
     * @param headers by their names in lower case
     * @param uri the last one, after redirects
     */
    public record Answer(int status, Map<String, List<String>> headers, byte[] body, URI uri) {

        public Optional<String> header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                    .findFirst();
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** Without what a server may have told us in confidence. */
        @Override
        public String toString() {
            return "Answer[" + status + ", " + body.length + " bytes]";
        }
    }

    /** What is sent instead of a request's own body: read while it is sent, and never in memory as a whole. */
    public interface Content {

        /** Of what is read, exactly. */
        long length();

        InputStream open() throws IOException;
    }

    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    /** What may be told to whomever a redirect names; anything else was meant for the first server alone. */
    private static final Set<String> NEUTRAL = Set.of("accept", "accept-language", "user-agent");

    /** Requests to one server at the same time. */
    private static final int CONNECTIONS = 64;

    private final Guard guard;
    private final HttpClient http;

    @Inject
    public WebClient(Guard guard, Vertx vertx) {
        this(guard, vertx, Trust.SYSTEM);
    }

    WebClient(Guard guard, Vertx vertx, Trust trust) {
        this.guard = guard;
        this.http = vertx.createHttpClient(
                new HttpClientOptions()
                        // A connection is good for the address that was judged for this request, not for the next one.
                        .setKeepAlive(false)
                        .setVerifyHost(true)
                        .setTrustOptions(TrustOptions.wrap(new Judge(trust, seen -> {}))),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    }

    /** @throws EgressException when there is no answer that we take; an answer with any status is one */
    public Answer send(Request request) {
        var exchange = new WebExchange(http, guard, request.timeout(), request.maxBytes());
        var next = request;
        for (int followed = 0; ; followed++) {
            var answer = exchange.run(next, new Bytes(next.body()));
            if (!redirects(next, answer)) {
                return answer;
            }
            if (followed == request.redirects()) {
                throw new EgressException(
                        Cause.PROTOCOL,
                        request.uri().getHost() + " leads from one address to the next, more than "
                                + request.redirects() + " times.");
            }
            next = redirected(next, answer);
        }
    }

    /**
     * The same for much: no redirect is followed, and whoever answers before everything was sent is sent nothing more.
     *
     * @throws UncheckedIOException when the content could not be read
     */
    public Answer send(Request request, Content content) {
        return new WebExchange(http, guard, request.timeout(), request.maxBytes()).run(request, content);
    }

    private record Bytes(byte[] bytes) implements Content {

        @Override
        public long length() {
            return bytes.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }
    }

    /**
     * Why nothing at this address would be asked, for whoever is about to store it. Empty when it would, and when nobody can
     * tell within that time: it is judged again whenever it is asked.
     */
    public Optional<String> refusal(URI uri, Duration timeout) {
        try {
            new WebExchange(http, guard, timeout, 0).addresses(uri);
            return Optional.empty();
        } catch (EgressDenied e) {
            return Optional.ofNullable(e.getMessage());
        } catch (IOException unknown) {
            return Optional.empty();
        }
    }

    /** A redirected POST would tell its body to somebody else, and is left to the caller. */
    private static boolean redirects(Request request, Answer answer) {
        return request.redirects() > 0
                && request.method().equals("GET")
                && REDIRECTS.contains(answer.status())
                && answer.header("location").isPresent();
    }

    private static Request redirected(Request from, Answer answer) {
        var target = target(from.uri(), answer.header("location").orElse(""));
        if (from.uri().getScheme().equalsIgnoreCase("https") && !"https".equalsIgnoreCase(target.getScheme())) {
            throw new EgressException(
                    Cause.PROTOCOL,
                    from.uri().getHost() + " leads from https to " + target.getScheme()
                            + ", which anybody in between can read and change. That is not followed.");
        }
        var headers = new HashMap<>(from.headers());
        if (!origin(from.uri()).equals(origin(target))) {
            headers.keySet().removeIf(name -> !NEUTRAL.contains(name.toLowerCase(Locale.ROOT)));
        }
        return new Request(
                from.method(), target, headers, from.body(), from.timeout(), from.maxBytes(), from.redirects());
    }

    private static URI target(URI from, String location) {
        try {
            return from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new EgressException(Cause.PROTOCOL, from.getHost() + " leads to something that is no address.", e);
        }
    }

    private static String origin(URI uri) {
        return (uri.getScheme() + "://" + uri.getHost() + ":" + WebExchange.port(uri)).toLowerCase(Locale.ROOT);
    }
}
