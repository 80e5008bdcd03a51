package io.mailroom.testsupport;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A web server that answers what a test has written down for each path, and remembers what it was sent. */
public final class ScriptedWeb implements AutoCloseable {

    public record Answer(int status, String contentType, String body) {

        public static Answer json(String body) {
            return new Answer(200, "application/json", body);
        }

        /** As RFC 6749 section 5.2 has it. */
        public static Answer error(String code, String description) {
            return new Answer(
                    400,
                    "application/json",
                    "{\"error\":\"" + code + "\",\"error_description\":\"" + description + "\"}");
        }

        public static Answer status(int status) {
            return new Answer(status, "text/html", "<html>no</html>");
        }
    }

    /** A request: its path, the form that it brought, and who it said it was. */
    public record Seen(String path, Map<String, String> form, String authorization) {}

    private final HttpServer http;
    private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();

    private ScriptedWeb(HttpServer http) {
        this.http = http;
    }

    public static ScriptedWeb start() {
        try {
            var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
            var web = new ScriptedWeb(http);
            http.createContext("/", web::handle);
            http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            http.start();
            return web;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One after the other; the last one for ever. Without any, a path is not there. */
    public ScriptedWeb answering(String path, Answer... script) {
        answers.put(path, new ArrayDeque<>(Arrays.asList(script)));
        return this;
    }

    public String url(String path) {
        return "http://127.0.0.1:" + http.getAddress().getPort() + path;
    }

    public List<Seen> seen(String path) {
        return seen.stream().filter(request -> request.path().equals(path)).toList();
    }

    @Override
    public void close() {
        http.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            seen.add(new Seen(
                    path,
                    form(body),
                    String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))));
            var answer = next(path);
            exchange.getResponseHeaders().set("Content-Type", answer.contentType());
            var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private Answer next(String path) {
        var script = answers.getOrDefault(path, new ArrayDeque<>());
        synchronized (script) {
            if (script.isEmpty()) {
                return Answer.status(404);
            }
            return script.size() == 1 ? script.peek() : script.pop();
        }
    }

    private static Map<String, String> form(String body) {
        var form = new LinkedHashMap<String, String>();
        for (String pair : body.split("&")) {
            var halves = pair.split("=", 2);
            if (halves.length == 2) {
                form.put(decoded(halves[0]), decoded(halves[1]));
            }
        }
        return form;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
