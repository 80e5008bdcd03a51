package io.mailroom;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mailroom.bench.SampleMail;
import io.mailroom.testsupport.ApiClient;
import io.mailroom.testsupport.ServiceProcess;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An archive larger than the heap of the packaged service, which is killed with -9 in the middle of it. */
class ArchiveUploadIT {

    private static final int MAILS = 3000;
    private static final int BIG_MAIL = 40_000_000;
    private static final String SMALL_HEAP = "-Xmx96m";

    @TempDir
    Path directory;

    @Test
    void archiveShouldBeImportedOnceWhenTheServiceWasKilledMeanwhile() throws Exception {
        var data = directory.resolve("data");
        var archive = anArchive();
        try (var service = ServiceProcess.start(data, SMALL_HEAP)) {
            var api = new ApiClient(service.port());
            api.signUp("family");
            var cutOff = upload(service, api, archive);
            awaitItem(api);
            service.kill();
            assertThat(cutOff.handle((answer, e) -> e != null).join())
                    .as("killed before it could answer")
                    .isTrue();
        }

        try (var service = ServiceProcess.start(data, SMALL_HEAP)) {
            var api = new ApiClient(service.port());
            api.logIn("family");
            var counts = json(upload(service, api, archive).join()).get("counts");
            long stored = counts.get("duplicate").asLong();

            assertThat(stored).as("what the killed one had committed").isPositive();
            assertThat(counts.get("matched").asLong()).isEqualTo(MAILS + 1);
            assertThat(counts.get("imported").asLong()).isEqualTo(MAILS + 1 - stored);
            assertThat(items(api)).isEqualTo(MAILS + 1);

            var again = json(upload(service, api, archive).join()).get("counts");
            assertThat(again.get("duplicate").asLong()).isEqualTo(MAILS + 1);
        }
    }

    /** About 200 MB, one mail of which is 40 MB. */
    private Path anArchive() throws IOException {
        var file = directory.resolve("all.mbox");
        try (var out = new BufferedOutputStream(Files.newOutputStream(file))) {
            for (int i = 0; i < MAILS; i++) {
                write(out, i % 2 == 0 ? SampleMail.text(i, 8_000) : SampleMail.withAttachment(i, 90_000));
            }
            write(out, SampleMail.withAttachment(MAILS, BIG_MAIL));
        }
        return file;
    }

    private static void write(OutputStream out, byte[] mail) throws IOException {
        out.write("From sender@example.org Mon Nov  2 10:00:00 2026\r\n".getBytes(StandardCharsets.US_ASCII));
        out.write(mail);
        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private static CompletableFuture<HttpResponse<String>> upload(ServiceProcess service, ApiClient api, Path archive)
            throws IOException {
        var begin = "--b\r\nContent-Disposition: form-data; name=file; filename=all.mbox\r\n\r\n";
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + service.port() + "/api/v1/sec/upload/item"))
                .header("X-Docspell-Auth", api.token())
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(BodyPublishers.concat(
                        BodyPublishers.ofString(begin),
                        BodyPublishers.ofFile(archive),
                        BodyPublishers.ofString("\r\n--b--\r\n")))
                .build();
        var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        return client.sendAsync(request, BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body());
    }

    private static void awaitItem(ApiClient api) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> !api.get("/sec/item?limit=1").get("items").isEmpty());
    }

    private static int items(ApiClient api) {
        int items = 0;
        var cursor = "";
        do {
            var page = api.get("/sec/item?limit=500" + cursor);
            items += page.get("items").size();
            cursor = page.hasNonNull("cursor") ? "&cursor=" + page.get("cursor").asText() : "";
        } while (!cursor.isEmpty());
        return items;
    }
}
