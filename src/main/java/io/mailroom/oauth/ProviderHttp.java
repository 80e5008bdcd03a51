package io.mailroom.oauth;

import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
import io.mailroom.egress.EgressException;
import io.mailroom.egress.WebClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;

/** Carries the messages of the OAuth2 library to providers, behind the egress guard. Blocking. */
@ApplicationScoped
class ProviderHttp implements HTTPRequestSender {

    /** Tokens and keys are small; whoever sends more is no provider. */
    private static final int LONGEST = 512 * 1024;

    private final WebClient web;
    private final OAuthConfig config;

    ProviderHttp(WebClient web, OAuthConfig config) {
        this.web = web;
        this.config = config;
    }

    HTTPResponse get(URI uri) throws IOException {
        return new HTTPRequest(HTTPRequest.Method.GET, uri).send(this);
    }

    /** No redirect is followed: whoever is redirected to was not meant to see secrets. */
    @Override
    public ReadOnlyHTTPResponse send(ReadOnlyHTTPRequest request) throws IOException {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Accept", "application/json");
        request.getHeaderMap().forEach((name, values) -> headers.put(name, String.join(", ", values)));
        byte[] body =
                request.getBody() == null ? new byte[0] : request.getBody().getBytes(StandardCharsets.UTF_8);
        try {
            return response(web.send(new WebClient.Request(
                    request.getMethod().name(), request.getURI(), headers, body, config.timeout(), LONGEST, 0)));
        } catch (EgressException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static HTTPResponse response(WebClient.Answer answer) {
        var response = new HTTPResponse(answer.status());
        answer.headers().forEach((name, values) -> response.setHeader(name, values.toArray(String[]::new)));
        response.setBody(answer.text());
        return response;
    }
}
