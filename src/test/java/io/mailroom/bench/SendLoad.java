package io.mailroom.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mailroom.testsupport.ApiClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Programs that hand over mails of one kind, each the next one as soon as it has its answer. */
final class SendLoad {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ApiClient api;
    private final URI base;
    private final AtomicInteger number = new AtomicInteger();

    SendLoad(ApiClient api, int port) {
        this.api = api;
        this.base = URI.create("http://127.0.0.1:" + port + "/api/v1/sec/");
    }

    /**
     * What is sent.
     *
     * @param text bytes of text
     * @param item with the attachments, which all go along
     * @param attachments whether it has any
     */
    record Kind(int text, String item, boolean attachments) {}

    /** Adds an item with one file of that many bytes, which grow by a third when they travel. */
    String item(int bytes) throws IOException, InterruptedException {
        var content = new byte[bytes * 3 / 4];
        new Random(1).nextBytes(content);
        var request = HttpRequest.newBuilder(base.resolve("upload/item"))
                .header("X-Docspell-Auth", api.token())
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(HttpRequest.BodyPublishers.ofString(
                        """
                        --b\r
                        Content-Disposition: form-data; name=file; filename=file.txt\r
                        Content-Type: text/plain\r
                        \r
                        %s\r
                        --b--\r
                        """.formatted(Base64.getMimeEncoder().encodeToString(content))))
                .build();
        var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.statusCode() + ": " + answer.body());
        }
        return api.get("/sec/item?limit=1").get("items").get(0).get("id").asText();
    }

    /**
     * Hands over that many mails.
     *
     * @param more of the request, such as {@code sendAt}
     * @param wanted the status that all of them must be answered with
     */
    void send(int clients, int mails, Kind kind, boolean async, Map<String, Object> more, int wanted)
            throws InterruptedException, ExecutionException {
        var left = new AtomicInteger(mails);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<?>>();
            for (int i = 0; i < clients; i++) {
                running.add(threads.submit(() -> {
                    while (left.getAndDecrement() > 0) {
                        post(kind, async, more, wanted);
                    }
                    return null;
                }));
            }
            for (var one : running) {
                one.get();
            }
        }
    }

    private void post(Kind kind, boolean async, Map<String, Object> more, int wanted)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(base.resolve("email/send/sink/" + kind.item()))
                .header("X-Docspell-Auth", api.token())
                .header("Content-Type", "application/json");
        if (async) {
            request.header("Prefer", "respond-async");
        }
        var mail = new HashMap<>(more);
        int next = number.getAndIncrement();
        mail.put("recipients", List.of("ben" + next % 100 + "@example.org"));
        mail.put("subject", "Bench number " + next);
        mail.put("body", text(next, kind.text()));
        mail.put("addAllAttachments", kind.attachments());
        var body = HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(mail));
        var answer = http.send(request.POST(body).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != wanted) {
            throw new IllegalStateException(answer.statusCode() + ": " + answer.body());
        }
    }

    private static String text(int number, int bytes) {
        var text = new StringBuilder(bytes + 80).append("Mail ").append(number).append('\n');
        while (text.length() < bytes) {
            text.append("An invoice is attached, as we agreed last week, and its number is ")
                    .append(number)
                    .append('\n');
        }
        return text.toString();
    }
}
