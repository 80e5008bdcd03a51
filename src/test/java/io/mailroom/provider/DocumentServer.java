package io.mailroom.provider;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web server with documents at paths: {@code /autoconfig}, {@code /well-known}, {@code /ispdb/<domain>}; 404 elsewhere. */
final class DocumentServer implements AutoCloseable {

    interface Reply {
        void to(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    private DocumentServer(HttpServer server) {
        this.server = server;
    }

    static DocumentServer start() {
        try {
            var server = new DocumentServer(
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
            server.server.setExecutor(server.threads);
            server.server.createContext("/", server::serve);
            server.server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    DocumentServer document(String path, String fixture) {
        return answer(path, 200, Fixture.bytes(fixture));
    }

    DocumentServer answer(String path, int status, byte[] body) {
        return reply(path, exchange -> {
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        });
    }

    DocumentServer redirect(String path, String location) {
        return reply(path, exchange -> {
            exchange.getResponseHeaders().set("Location", location);
            exchange.sendResponseHeaders(302, -1);
        });
    }

    /** Takes the request and never answers it. */
    DocumentServer hang(String path) {
        return reply(path, exchange -> closed.await());
    }

    DocumentServer reply(String path, Reply reply) {
        replies.put(path, reply);
        return this;
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** Paths with their queries, as they were asked for. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    private void serve(HttpExchange exchange) throws IOException {
        requests.add(exchange.getRequestURI().toString());
        try (exchange) {
            var reply = replies.get(exchange.getRequestURI().getPath());
            if (reply == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                reply.to(exchange);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
