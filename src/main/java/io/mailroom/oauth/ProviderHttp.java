package io.mailroom.oauth;

import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Carries the messages of the OAuth2 library to providers. Blocking. */
@ApplicationScoped
class ProviderHttp implements HTTPRequestSender {

    private final HttpClient http = HttpClient.newHttpClient();

    @Override
    public ReadOnlyHTTPResponse send(ReadOnlyHTTPRequest request) throws IOException {
        var body = request.getBody() == null ? "" : request.getBody();
        var outgoing = HttpRequest.newBuilder(request.getURI())
                .timeout(Duration.ofSeconds(10))
                .method(request.getMethod().name(), HttpRequest.BodyPublishers.ofString(body));
        request.getHeaderMap().forEach((name, values) -> values.forEach(value -> outgoing.header(name, value)));
        try {
            var answer = http.send(outgoing.build(), HttpResponse.BodyHandlers.ofString());
            var response = new HTTPResponse(answer.statusCode());
            answer.headers().map().forEach((name, values) -> response.setHeader(name, values.toArray(String[]::new)));
            response.setBody(answer.body());
            return response;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
