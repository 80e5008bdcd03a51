package io.mailroom.handover;

import io.mailroom.egress.EgressException;
import io.mailroom.egress.WebClient;
import io.mailroom.egress.WebClient.Answer;
import io.mailroom.egress.WebClient.Content;
import io.mailroom.egress.WebClient.Request;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;

/** The way out for Amazon's client: users name its servers, so it goes by the same guard as every other call for them. */
final class GuardedHttp implements SdkHttpClient {

    private static final int LONGEST_ANSWER = 1 << 20;

    /** The connection's business. */
    private static final Set<String> OWN =
            Set.of("host", "content-length", "connection", "expect", "transfer-encoding");

    private final WebClient web;
    private final Duration timeout;

    GuardedHttp(WebClient web, Duration timeout) {
        this.web = web;
        this.timeout = timeout;
    }

    private record Body(long length, ContentStreamProvider provider) implements Content {

        @Override
        public InputStream open() {
            return provider.newStream();
        }
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                return answered(request);
            }

            @Override
            public void abort() {
                // It ends in time by itself.
            }
        };
    }

    private HttpExecuteResponse answered(HttpExecuteRequest asked) throws IOException {
        var http = asked.httpRequest();
        var request = new Request(
                http.method().name(), http.getUri(), headers(http), new byte[0], timeout, LONGEST_ANSWER, 0);
        try {
            return response(web.send(request, body(asked)));
        } catch (EgressException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static Content body(HttpExecuteRequest asked) {
        long length = asked.httpRequest()
                .firstMatchingHeader("content-length")
                .map(Long::parseLong)
                .orElse(0L);
        return new Body(length, asked.contentStreamProvider().orElse(InputStream::nullInputStream));
    }

    private static Map<String, String> headers(SdkHttpRequest http) {
        var headers = new HashMap<String, String>();
        http.forEachHeader((name, values) -> {
            if (!OWN.contains(name.toLowerCase(Locale.ROOT))) {
                headers.put(name, String.join(",", values));
            }
        });
        return headers;
    }

    private static HttpExecuteResponse response(Answer answer) {
        return HttpExecuteResponse.builder()
                .response(SdkHttpResponse.builder()
                        .statusCode(answer.status())
                        .headers(answer.headers())
                        .build())
                .responseBody(AbortableInputStream.create(new ByteArrayInputStream(answer.body())))
                .build();
    }

    @Override
    public void close() {
        // The way out is everybody's.
    }
}
