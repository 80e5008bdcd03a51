package io.mailroom.egress;

import io.mailroom.egress.WebClient.Answer;
import io.mailroom.egress.WebClient.Content;
import io.mailroom.egress.WebClient.Request;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Single requests and their answers, all within one time. Blocking. */
final class WebExchange {

    /** Sent at a time. */
    private static final int CHUNK = 64 << 10;

    private static final Duration ANSWER_AFTER_HANGUP = Duration.ofSeconds(1);

    private final HttpClient http;
    private final Guard guard;
    private final long end;
    private final int maxBytes;

    WebExchange(HttpClient http, Guard guard, Duration timeout, int maxBytes) {
        this.http = http;
        this.guard = guard;
        this.end = System.nanoTime() + timeout.toNanos();
        this.maxBytes = maxBytes;
    }

    Answer run(Request request, Content content) {
        var uri = checked(request.uri());
        try {
            return exchange(connected(request, uri), request, content);
        } catch (IOException e) {
            var failure = ConnectFailure.of(e, uri.getHost(), port(uri), uri.getHost() + ":" + port(uri));
            throw new EgressException(failure.cause(), failure.fact(), e);
        }
    }

    static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : tls(uri) ? 443 : 80;
    }

    private static URI checked(URI uri) {
        var scheme = uri.getScheme();
        if (!"https".equalsIgnoreCase(scheme) && !"http".equalsIgnoreCase(scheme)
                || uri.getHost() == null
                || uri.getUserInfo() != null) {
            throw new EgressException(
                    Cause.PROTOCOL, "Only addresses of the form https://host/path or http://host/path are asked.");
        }
        return uri;
    }

    private static boolean tls(URI uri) {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    /** Those that may be connected to, at least one; on a thread of its own, because a name server may take its time. */
    List<InetAddress> addresses(URI uri) throws IOException {
        return await(CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return guard.addresses(uri.getHost(), port(uri)).permitted();
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                },
                Thread::startVirtualThread));
    }

    /** One address after the other; each has its part of the time that is left. */
    private HttpClientRequest connected(Request request, URI uri) throws IOException {
        var addresses = addresses(uri);
        for (int i = 0; ; i++) {
            long share = left() / (addresses.size() - i);
            var asked = http.request(options(request, uri, addresses.get(i), share));
            try {
                return await(asked.toCompletionStage().toCompletableFuture(), share);
            } catch (IOException e) {
                asked.onSuccess(HttpClientRequest::reset); // a connection that comes too late is nobody's
                if (i == addresses.size() - 1 || left() <= 0) {
                    throw e;
                }
            }
        }
    }

    /** The connection goes to the address; the name stays what TLS asks for, the certificate is checked against, and Host says. */
    private static RequestOptions options(Request request, URI uri, InetAddress address, long nanos) {
        var path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return new RequestOptions()
                .setServer(SocketAddress.inetSocketAddress(port(uri), address.getHostAddress()))
                .setHost(uri.getHost())
                .setPort(port(uri))
                .setSsl(tls(uri))
                .setMethod(HttpMethod.valueOf(request.method()))
                .setURI(uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery())
                .setHeaders(MultiMap.caseInsensitiveMultiMap().addAll(request.headers()))
                .setFollowRedirects(false)
                .setConnectTimeout(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
    }

    private Answer exchange(HttpClientRequest connected, Request request, Content content) throws IOException {
        try {
            // Listened for before anything is sent: a short answer may be over before the send returns.
            var answered = connected
                    .response()
                    .compose(response -> body(response).map(body -> answer(response, body, request.uri())));
            if (send(connected, content, answered)) {
                return await(answered);
            }
            var early = await(answered);
            connected.reset();
            return early;
        } catch (IOException | RuntimeException e) {
            connected.reset();
            throw e;
        }
    }

    /** @return whether all of it was sent; if not, there is an answer already, or there will be at once */
    private boolean send(HttpClientRequest connected, Content content, Future<Answer> answered) throws IOException {
        if (content.length() <= CHUNK) {
            connected.send(Buffer.buffer(small(content)));
            return true;
        }
        connected.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(content.length()));
        try (var in = content.open()) {
            for (long left = content.length(); left > 0 && !answered.isComplete(); ) {
                int length = (int) Math.min(CHUNK, left);
                await(connected.write(Buffer.buffer(read(in, length))));
                left -= length;
            }
        } catch (IOException e) {
            // Who refuses what is too large, or whom it is from, often hangs up with the answer: that is what tells
            // why.
            await(answered.recover(none -> Future.failedFuture(e)), Math.min(left(), ANSWER_AFTER_HANGUP.toNanos()));
            return false;
        }
        if (answered.isComplete()) {
            return false;
        }
        connected.end();
        return true;
    }

    private static byte[] small(Content content) {
        try (var in = content.open()) {
            return read(in, (int) content.length());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(InputStream in, int length) {
        try {
            var bytes = in.readNBytes(length);
            if (bytes.length < length) {
                throw new EOFException("what is sent is shorter than it was said to be");
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Future<Buffer> body(HttpClientResponse response) {
        var whole = Promise.<Buffer>promise();
        var read = Buffer.buffer();
        response.handler(chunk -> {
            if (read.length() + chunk.length() > maxBytes) {
                whole.tryFail(new EgressException(
                        Cause.PROTOCOL, response.request().getHost() + " answered more than " + maxBytes + " bytes."));
                response.request().reset();
            } else {
                read.appendBuffer(chunk);
            }
        });
        response.exceptionHandler(whole::tryFail);
        response.endHandler(end -> whole.tryComplete(read));
        return whole.future();
    }

    private static Answer answer(HttpClientResponse response, Buffer body, URI uri) {
        Map<String, List<String>> headers = new HashMap<>();
        response.headers()
                .forEach((name, value) -> headers.computeIfAbsent(
                                name.toLowerCase(Locale.ROOT), first -> new ArrayList<>())
                        .add(value));
        return new Answer(response.statusCode(), headers, body.getBytes(), uri);
    }

    private long left() {
        return end - System.nanoTime();
    }

    private <T> T await(Future<T> future) throws IOException {
        return await(future.toCompletionStage().toCompletableFuture());
    }

    private static <T> T await(Future<T> future, long nanos) throws IOException {
        return await(future.toCompletionStage().toCompletableFuture(), nanos);
    }

    private <T> T await(CompletableFuture<T> future) throws IOException {
        return await(future, left());
    }

    private static <T> T await(CompletableFuture<T> future, long nanos) throws IOException {
        try {
            return future.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new SocketTimeoutException("no answer in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException network -> throw network;
                case EgressException refused -> throw refused;
                case null, default -> throw new IOException(e.getCause());
            }
        }
    }
}
