package io.mailroom.bench;

import io.mailroom.testsupport.ApiClient;
import io.mailroom.testsupport.ServiceProcess;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Uploads an mbox of a gigabyte (60 % of its mails of 5 KB, 30 % of 60 KB, 9 % of 500 KB, 1 % of 5 MB) to the packaged service
 * with a small heap and a durable PostgreSQL, twice, and prints mails per second and the service's peak memory. The second time
 * every mail is a duplicate. Arguments: megabytes, and the heap such as 128m.
 */
public final class ArchiveBench {

    private ArchiveBench() {}

    public static void main(String[] args) throws Exception {
        long bytes = (args.length > 0 ? Long.parseLong(args[0]) : 1000) * 1_000_000;
        var heap = args.length > 1 ? args[1] : "128m";
        var directory = Files.createTempDirectory("mailroom-bench");
        try (var service = ServiceProcess.start(
                directory.resolve("data"),
                "-Xmx" + heap,
                "-Dmailroom.item.max-upload=100G",
                "-Dquarkus.http.limits.max-body-size=100G",
                "-Dquarkus.http.body.uploads-directory=" + directory.resolve("uploads"))) {
            var api = new ApiClient(service.port());
            api.signUp("bench");
            var archive = directory.resolve("all.mbox");
            int mails = write(archive, bytes);
            for (var what : new String[] {"new", "duplicates"}) {
                long began = System.nanoTime();
                var answer = upload(service.port(), api.token(), archive);
                double seconds = (System.nanoTime() - began) / 1e9;
                System.out.printf(
                        "%s: %d mails, %.0f MB in %.1f s = %.0f mails/s, %.1f MB/s; heap %s, peak RSS %s%n    %s%n",
                        what,
                        mails,
                        Files.size(archive) / 1e6,
                        seconds,
                        mails / seconds,
                        Files.size(archive) / 1e6 / seconds,
                        heap,
                        peakMemory(service.pid()),
                        answer.substring(answer.indexOf("\"counts\"")));
            }
        } finally {
            ImportBench.delete(directory);
        }
    }

    private static int write(Path archive, long bytes) throws IOException {
        int mails = 0;
        try (var out = new BufferedOutputStream(Files.newOutputStream(archive))) {
            for (long written = 0; written < bytes; mails++) {
                var mail = mail(mails);
                out.write("From bench@example.org Mon Nov  2 10:00:00 2026\r\n".getBytes(StandardCharsets.US_ASCII));
                out.write(mail);
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                written += mail.length;
            }
        }
        return mails;
    }

    private static byte[] mail(int number) {
        int kind = number % 100;
        if (kind < 60) {
            return SampleMail.text(number, 5_000);
        }
        return SampleMail.withAttachment(number, kind < 90 ? 60_000 : kind < 99 ? 500_000 : 5_000_000);
    }

    private static String upload(int port, String token, Path archive) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/sec/upload/item"))
                .header("X-Docspell-Auth", token)
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(BodyPublishers.concat(
                        BodyPublishers.ofString(
                                "--b\r\nContent-Disposition: form-data; name=file; filename=all.mbox\r\n\r\n"),
                        BodyPublishers.ofFile(archive),
                        BodyPublishers.ofString("\r\n--b--\r\n")))
                .build();
        try (var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            var answer = client.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(answer.statusCode() + ": " + answer.body());
            }
            return answer.body();
        }
    }

    /** As Linux tells it. */
    private static String peakMemory(long pid) throws IOException {
        var status = Path.of("/proc/" + pid + "/status");
        return Files.exists(status)
                ? Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("VmHWM:"))
                        .map(line -> line.substring(6).strip())
                        .findFirst()
                        .orElse("unknown")
                : "unknown";
    }
}
