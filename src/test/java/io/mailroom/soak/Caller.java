package io.mailroom.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Requests to any of the replicas, as a balancer would spread them. */
final class Caller {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Longer than the service lets anybody wait. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String NOBODY = "http://mailroom";

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final Scene scene;

    Caller(Scene scene) {
        this.scene = scene;
    }

    record Answer(int status, String body) {

        JsonNode json() throws IOException {
            return JSON.readTree(body);
        }
    }

    Answer get(Person person, String path) throws IOException, InterruptedException {
        return send(request("/api/v1" + path).header("X-Docspell-Auth", person.token()));
    }

    /** A page, as a browser asks for it. */
    Answer page(Person person, String path) throws IOException, InterruptedException {
        return send(request(path).header("Accept", "text/html").header("Cookie", "docspell_auth=" + person.token()));
    }

    Answer put(Person person, String path, Object body) throws IOException, InterruptedException {
        return send(request("/api/v1" + path)
                .header("X-Docspell-Auth", person.token())
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    Answer post(Person person, String path, Object body, Map<String, String> headers)
            throws IOException, InterruptedException {
        var request = request("/api/v1" + path)
                .header("X-Docspell-Auth", person.token())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)));
        headers.forEach(request::header);
        return send(request);
    }

    Answer upload(Person person, String name, String content) throws IOException, InterruptedException {
        return upload(person.token(), name, content);
    }

    private Answer upload(String token, String name, String content) throws IOException, InterruptedException {
        return send(request("/api/v1/sec/upload/item")
                .header("X-Docspell-Auth", token)
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(BodyPublishers.ofString("""
                        --b\r
                        Content-Disposition: form-data; name=file; filename=%s\r
                        Content-Type: text/plain\r
                        \r
                        %s\r
                        --b--\r
                        """.formatted(name, content))));
    }

    /** @return the id of somebody's first item */
    String uploadFirst(String token) throws IOException, InterruptedException {
        upload(token, "first.txt", "What this is about.");
        var list = send(request("/api/v1/sec/item?limit=1").header("X-Docspell-Auth", token));
        return list.json().get("items").get(0).get("id").asText();
    }

    Answer logIn(Person person, String password) throws IOException, InterruptedException {
        var body = Map.of("account", person.collective() + "/anna", "password", password);
        return send(request("/api/v1/open/auth/login")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        int replica = ThreadLocalRandom.current().nextInt(Scene.REPLICAS);
        try {
            return send(request, replica);
        } catch (ConnectException nobodyThere) {
            return send(request, (replica + 1) % Scene.REPLICAS);
        }
    }

    /** To nobody in particular yet. */
    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(NOBODY + path)).timeout(PATIENCE);
    }

    private Answer send(HttpRequest.Builder request, int replica) throws IOException, InterruptedException {
        var path = request.build().uri().toString().substring(NOBODY.length());
        var there = URI.create("http://127.0.0.1:" + scene.service(replica).port() + path);
        var answer = http.send(request.copy().uri(there).build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(answer.statusCode(), answer.body());
    }
}
