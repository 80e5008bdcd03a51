package io.mailroom.testsupport;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An OAuth2 provider that can do what no well-behaved one lets itself be asked for: tokens of a few seconds, rotation with
 * detection of reuse (RFC 9700 section 4.14.2), any failure, and a pause between having decided and having answered. With
 * introspection (RFC 7662), so that a Dovecot takes its tokens.
 */
public final class OAuthServer implements AutoCloseable {

    public static final String CLIENT = "mailroom-client";
    public static final String SECRET = "the client's own secret";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What a request for tokens is answered instead of tokens. */
    public record Answer(int status, String body, Map<String, String> headers) {

        public static Answer error(String code, String description) {
            return new Answer(
                    code.equals("invalid_client") ? 401 : 400,
                    "{\"error\":\"" + code + "\",\"error_description\":\"" + description + "\"}",
                    Map.of("Content-Type", "application/json"));
        }

        public static Answer status(int status) {
            return new Answer(status, "<html>down</html>", Map.of("Content-Type", "text/html"));
        }

        public Answer with(String header, String value) {
            var more = new HashMap<>(headers);
            more.put(header, value);
            return new Answer(status, body, more);
        }
    }

    /** Everything that came of one consent. */
    private static final class Family {
        final String user;
        String current;

        @Nullable
        String previous;

        Instant rotated = Instant.EPOCH;
        boolean revoked;

        Family(String user, String first) {
            this.user = user;
            this.current = first;
        }
    }

    private record Access(Family family, Instant expires) {}

    private final List<HttpServer> https;
    private final int port;
    private final Map<String, Family> byRefreshToken = new HashMap<>();
    private final Map<String, Access> byAccessToken = new HashMap<>();
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final ConcurrentLinkedQueue<Instant> refreshes = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> presented = new ConcurrentLinkedQueue<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private final AtomicInteger reuses = new AtomicInteger();
    private volatile Duration life = Duration.ofHours(1);
    private volatile boolean rotating = true;
    private volatile Duration leeway = Duration.ZERO;
    private volatile Duration thinking = Duration.ZERO;
    private volatile @Nullable Consumer<InetAddress> beforeAnswer;

    private OAuthServer(InetAddress... addresses) throws IOException {
        https = new ArrayList<>();
        int free = 0;
        for (var address : addresses) {
            var http = HttpServer.create(new InetSocketAddress(address, free), 200);
            free = http.getAddress().getPort();
            http.createContext("/token", this::token);
            http.createContext("/introspect", this::introspect);
            http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            http.start();
            https.add(http);
        }
        port = free;
    }

    public static OAuthServer start() {
        return on(InetAddress.getLoopbackAddress());
    }

    /** Listens on the same port of each of these addresses. */
    public static OAuthServer on(InetAddress... addresses) {
        try {
            return new OAuthServer(addresses);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    public URI tokenEndpoint() {
        return URI.create("http://127.0.0.1:" + port + "/token");
    }

    public URI introspectionEndpoint() {
        return URI.create("http://127.0.0.1:" + port + "/introspect");
    }

    /** How long access tokens are good for from now on. */
    public OAuthServer withLife(Duration life) {
        this.life = life;
        return this;
    }

    /** Whether each refresh gives a new refresh token, and so long its predecessor is forgiven. */
    public OAuthServer withRotation(boolean rotating, Duration leeway) {
        this.rotating = rotating;
        this.leeway = leeway;
        return this;
    }

    /** How long it takes for an answer. */
    public OAuthServer withThinking(Duration thinking) {
        this.thinking = thinking;
        return this;
    }

    /** Run once, when the next tokens have been made and are about to be told; it hears which address was asked. */
    public void beforeNextAnswer(Consumer<InetAddress> act) {
        beforeAnswer = act;
    }

    /** What the next requests for tokens are answered, one after the other. */
    public synchronized void answerNext(Answer... next) {
        answers.addAll(Arrays.asList(next));
    }

    /** As if the user had just consented. @return the refresh token */
    public synchronized String consent(String user) {
        var token = "refresh-" + UUID.randomUUID();
        byRefreshToken.put(token, new Family(user, token));
        return token;
    }

    /** An access token without a refresh, as if it had been given with the consent. */
    public synchronized String accessToken(String user, Duration life) {
        return issue(new Family(user, ""), life);
    }

    /** All that this user's grants gave is worth nothing any more. */
    public synchronized void revoke(String user) {
        byRefreshToken.values().stream()
                .filter(family -> family.user.equals(user))
                .forEach(family -> family.revoked = true);
    }

    /** This user's access tokens end now; the refresh tokens stay. */
    public synchronized void expireAccess(String user) {
        byAccessToken.replaceAll((token, access) ->
                access.family().user.equals(user) ? new Access(access.family(), Instant.EPOCH) : access);
    }

    /** Whether a token is good at this moment. */
    public synchronized boolean isGood(String accessToken) {
        var access = byAccessToken.get(accessToken);
        return access != null && !access.family().revoked && Instant.now().isBefore(access.expires());
    }

    /** When tokens were given for refresh tokens. */
    public List<Instant> refreshes() {
        return List.copyOf(refreshes);
    }

    /** All requests for tokens, also those that were refused. */
    public int requests() {
        return requests.get();
    }

    /** The refresh tokens of all requests, in the order they came. */
    public List<String> presented() {
        return List.copyOf(presented);
    }

    public int mostAtOnce() {
        return mostAtOnce.get();
    }

    /** How often a refresh token was shown that had been replaced, forgiven or not. */
    public int reuses() {
        return reuses.get();
    }

    /** Lines of configuration that make a Dovecot ask here about tokens. */
    public String dovecotConfiguration() {
        return dovecotConfiguration("""
                introspection_mode = post
                introspection_url = %s
                username_attribute = email
                active_attribute = active
                active_value = true
                force_introspection = yes
                """.formatted(introspectionEndpoint()));
    }

    /** The same for another provider. @param lines of Dovecot's dovecot-oauth2.conf.ext */
    public static String dovecotConfiguration(String lines) {
        try {
            var file = Files.createTempFile("dovecot-oauth2", ".conf.ext");
            file.toFile().deleteOnExit();
            Files.writeString(file, lines);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            return """
                    auth_mechanisms = plain login xoauth2 oauthbearer
                    passdb {
                      driver = oauth2
                      mechanisms = xoauth2 oauthbearer
                      args = %s
                    }
                    """.formatted(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        https.forEach(http -> http.stop(0));
    }

    private void token(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        mostAtOnce.accumulateAndGet(underWay.incrementAndGet(), Math::max);
        try {
            var form = form(exchange);
            presented.add(form.getOrDefault("refresh_token", ""));
            pause(thinking);
            var answer = answer(form, exchange.getRequestHeaders().getFirst("Authorization"));
            var act = beforeAnswer;
            if (act != null && answer.status() == 200) {
                beforeAnswer = null;
                act.accept(exchange.getLocalAddress().getAddress());
            }
            send(exchange, answer);
        } finally {
            underWay.decrementAndGet();
        }
    }

    private synchronized Answer answer(Map<String, String> form, @Nullable String authorization) {
        if (!answers.isEmpty()) {
            return answers.pop();
        }
        if (!isOurClient(form, authorization)) {
            return Answer.error("invalid_client", "unknown client");
        }
        if (!"refresh_token".equals(form.get("grant_type"))) {
            return Answer.error("unsupported_grant_type", "refresh_token only");
        }
        var shown = form.getOrDefault("refresh_token", "");
        var family = byRefreshToken.get(shown);
        if (family == null || family.revoked) {
            return Answer.error("invalid_grant", "Token has been expired or revoked.");
        }
        if (!shown.equals(family.current)) {
            reuses.incrementAndGet();
            boolean forgiven = shown.equals(family.previous) && Instant.now().isBefore(family.rotated.plus(leeway));
            if (!forgiven) {
                family.revoked = true;
                return Answer.error("invalid_grant", "reuse of a refresh token");
            }
        }
        return granted(family);
    }

    private Answer granted(Family family) {
        refreshes.add(Instant.now());
        var access = issue(family, life);
        var body = new HashMap<String, Object>(
                Map.of("access_token", access, "token_type", "Bearer", "expires_in", Math.max(1, life.toSeconds())));
        if (rotating) {
            var next = "refresh-" + UUID.randomUUID();
            byRefreshToken.put(next, family);
            family.previous = family.current;
            family.current = next;
            family.rotated = Instant.now();
            body.put("refresh_token", next);
        }
        return new Answer(200, json(body), Map.of("Content-Type", "application/json"));
    }

    private String issue(Family family, Duration life) {
        var token = "access-" + UUID.randomUUID();
        byAccessToken.put(token, new Access(family, Instant.now().plus(life)));
        return token;
    }

    private static boolean isOurClient(Map<String, String> form, @Nullable String authorization) {
        var basic = "Basic "
                + Base64.getEncoder()
                        .encodeToString((encoded(CLIENT) + ":" + encoded(SECRET)).getBytes(StandardCharsets.UTF_8));
        return basic.equals(authorization)
                || CLIENT.equals(form.get("client_id")) && SECRET.equals(form.get("client_secret"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private void introspect(HttpExchange exchange) throws IOException {
        var token = form(exchange).getOrDefault("token", "");
        Answer answer;
        synchronized (this) {
            var access = byAccessToken.get(token);
            answer = new Answer(
                    200,
                    json(
                            access != null && isGood(token)
                                    ? Map.of("active", true, "email", access.family().user)
                                    : Map.of("active", false)),
                    Map.of("Content-Type", "application/json"));
        }
        send(exchange, answer);
    }

    private static Map<String, String> form(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var all = body.isEmpty() ? String.valueOf(exchange.getRequestURI().getRawQuery()) : body;
        return Arrays.asList(all.split("&")).stream()
                .map(pair -> pair.split("=", 2))
                .filter(pair -> pair.length == 2)
                .collect(Collectors.toMap(
                        pair -> URLDecoder.decode(pair[0], StandardCharsets.UTF_8),
                        pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8),
                        (one, other) -> other));
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        try (exchange) {
            answer.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String json(Map<String, ?> body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pause(Duration thinking) {
        try {
            Thread.sleep(thinking); // the provider's own slowness
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
