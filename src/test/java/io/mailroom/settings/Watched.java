package io.mailroom.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.testsupport.Browser;
import io.restassured.RestAssured;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/** The events of a test that is watched, as they come in. */
record Watched(BufferedReader lines) implements AutoCloseable {

    static Watched of(Browser browser, String path, Map<String, ?> typed) throws IOException, InterruptedException {
        var form = typed.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode("" + field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        var request = HttpRequest.newBuilder(URI.create(RestAssured.baseURI + ":" + RestAssured.port + path))
                .header("Cookie", "docspell_auth=" + browser.token())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Sec-Fetch-Site", "same-origin")
                .POST(BodyPublishers.ofString(form))
                .build();
        var response = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(request, BodyHandlers.ofInputStream());
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        return new Watched(new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8)));
    }

    /** The next event that is like this; blocks until it has come. */
    Document next(Predicate<Document> like) throws IOException {
        var data = new StringBuilder();
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("data:")) {
                data.append(line.substring("data:".length())).append('\n');
            } else if (line.isEmpty()) {
                var event = Jsoup.parse(data.toString());
                if (like.test(event)) {
                    return event;
                }
                data.setLength(0);
            }
        }
        throw new AssertionError("The stream has ended without that");
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
