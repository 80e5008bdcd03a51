package io.mailroom.testsupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON over HTTP to a service that runs in a process of its own, for programs and stories. */
public final class ApiClient {

    public static final String PASSWORD = "a secret of Anna's";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final String base;
    private @Nullable String token;

    public ApiClient(int port) {
        base = "http://127.0.0.1:" + port + "/api/v1";
    }

    /** The same user at another replica, or at one that was started again. */
    public ApiClient at(int port) {
        var moved = new ApiClient(port);
        moved.token = token;
        return moved;
    }

    public void signUp(String collective) {
        post("/open/signup/register", Map.of("collectiveName", collective, "login", "anna", "password", PASSWORD));
        logIn(collective);
    }

    public void logIn(String collective) {
        token = post("/open/auth/login", Map.of("account", collective + "/anna", "password", PASSWORD))
                .get("token")
                .asText();
    }

    public String token() {
        return String.valueOf(token);
    }

    public JsonNode get(String path) {
        return send(HttpRequest.newBuilder().GET(), path);
    }

    public JsonNode post(String path, Object body) {
        return send(HttpRequest.newBuilder().POST(json(body)), path);
    }

    public JsonNode put(String path, Object body) {
        return send(HttpRequest.newBuilder().PUT(json(body)), path);
    }

    private static HttpRequest.BodyPublisher json(Object body) {
        try {
            return HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a path gives, byte for byte. */
    public byte[] download(String path) {
        var response = send(HttpRequest.newBuilder().GET(), path, HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IllegalStateException(path + " answered " + response.statusCode());
        }
        return response.body();
    }

    private JsonNode send(HttpRequest.Builder request, String path) {
        request.header("Content-Type", "application/json");
        var response = send(request, path, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw new IllegalStateException(path + " answered " + response.statusCode() + ": " + response.body());
        }
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, String path, HttpResponse.BodyHandler<T> body) {
        if (token != null) {
            request.header("X-Docspell-Auth", token);
        }
        try {
            return http.send(
                    request.uri(URI.create(base + path))
                            .timeout(Duration.ofSeconds(60))
                            .build(),
                    body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
