package io.mailroom.handover;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.regex.Pattern;

/** A web server on loopback that items are handed over to: it remembers all requests, and answers as the test says. */
final class OtherSide implements AutoCloseable {

    /** Of a form; {@code fileName} is empty where it is no file. */
    record Part(String name, String fileName, String contentType, byte[] content) {

        String text() {
            return new String(content, UTF_8);
        }
    }

    record Request(String method, String path, Map<String, String> headers, byte[] body) {

        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        String text() {
            return new String(body, UTF_8);
        }

        /** RFC 7578. */
        List<Part> parts() {
            var boundary = header("content-type").replaceAll(".*boundary=", "");
            var parts = new ArrayList<Part>();
            for (String part : new String(body, ISO_8859_1).split(Pattern.quote("--" + boundary))) {
                int end = part.indexOf("\r\n\r\n");
                if (end > 0) {
                    var head = new String(part.substring(0, end).getBytes(ISO_8859_1), UTF_8);
                    var content = part.substring(end + 4, part.length() - 2).getBytes(ISO_8859_1);
                    parts.add(new Part(
                            found("[; ]name=\"([^\"]*)\"", head),
                            found("filename=\"([^\"]*)\"", head),
                            found("(?i)content-type: ([^\r\n]*)", head),
                            content));
                }
            }
            return parts;
        }

        List<Part> named(String name) {
            return parts().stream().filter(part -> part.name().equals(name)).toList();
        }

        private static String found(String pattern, String text) {
            var matcher = Pattern.compile(pattern).matcher(text);
            return matcher.find() ? matcher.group(1) : "";
        }
    }

    record Answer(int status, Map<String, String> headers, String body) {

        static Answer of(int status, String body) {
            return new Answer(status, Map.of(), body);
        }

        static Answer json(String body) {
            return new Answer(200, Map.of("content-type", "application/json"), body);
        }
    }

    private final HttpServer http;
    private final Function<Request, Answer> script;
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    private OtherSide(HttpServer http, Function<Request, Answer> script) {
        this.http = http;
        this.script = script;
    }

    static OtherSide answering(Function<Request, Answer> script) {
        try {
            var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
            var side = new OtherSide(http, script);
            http.createContext("/", side::take);
            http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            http.start();
            return side;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static OtherSide answering(int status) {
        return answering(request -> Answer.of(status, "so it is"));
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
            var request = new Request(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    headers,
                    exchange.getRequestBody().readAllBytes());
            requests.add(request);
            var answer = script.apply(request);
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            var body = answer.body().getBytes(UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    List<Request> requests(String method, String pathPrefix) {
        return requests.stream()
                .filter(request ->
                        request.method().equals(method) && request.path().startsWith(pathPrefix))
                .toList();
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
