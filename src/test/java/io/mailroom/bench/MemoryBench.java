package io.mailroom.bench;

import io.mailroom.testsupport.ApiClient;
import io.mailroom.testsupport.DovecotServer;
import io.mailroom.testsupport.ServiceProcess;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * Imports a mail of 150 MB, and next to it twelve mailboxes of mixed mails all at once, into the packaged service with a
 * small heap; compares what came out with what went in, and prints the service's peak memory. Arguments: the heap (256m),
 * megabytes of the big mail (150), mails in each of the twelve mailboxes (1,000).
 */
public final class MemoryBench {

    private static final int MAILBOXES = 12;

    private MemoryBench() {}

    public static void main(String[] args) throws Exception {
        var heap = args.length > 0 ? args[0] : "256m";
        int megabytes = args.length > 1 ? Integer.parseInt(args[1]) : 150;
        int mails = args.length > 2 ? Integer.parseInt(args[2]) : 1000;
        var data = Files.createTempDirectory("mailroom-bench");
        try (var dovecot = DovecotServer.start();
                var service = ServiceProcess.start(data, "-Xmx" + heap, "-XX:+ExitOnOutOfMemoryError")) {
            var api = new ApiClient(service.port());
            api.signUp("bench");
            var process = ProcessTree.of(service.pid());
            System.out.printf("heap %s; at rest RSS %d MiB%n", heap, process.residentKiB() >> 10);

            byte[] big = SampleMail.withAttachment(-1, megabytes * 1_000_000);
            var sent = MessageDigest.getInstance("SHA-256").digest(big);
            dovecot.deliver("big", "INBOX", List.of(big));
            long size = big.length;
            big = new byte[0];
            var one = ImportTask.create(api, dovecot, "big");
            long began = System.nanoTime();
            one.start();
            one.await(1);
            System.out.printf(
                    "one mail of %.1f MB: %.2f s, peak RSS %d MiB, came back %s%n",
                    size / 1e6,
                    (System.nanoTime() - began) / 1e9,
                    process.peakResidentMiB(),
                    MessageDigest.isEqual(sent, received(service, api)) ? "byte for byte" : "DIFFERENT");

            var tasks = new ArrayList<ImportTask>();
            long bytes = 0;
            for (int i = 0; i < MAILBOXES; i++) {
                bytes += Mix.MIXED.fill(dovecot, "user" + i, i * mails, mails);
                tasks.add(ImportTask.create(api, dovecot, "user" + i));
            }
            began = System.nanoTime();
            tasks.forEach(ImportTask::start);
            for (var task : tasks) {
                task.await(mails);
            }
            System.out.printf(
                    "%d mailboxes of %d mails at once, %.1f MB: %.2f s, peak RSS %d MiB%n",
                    MAILBOXES, mails, bytes / 1e6, (System.nanoTime() - began) / 1e9, process.peakResidentMiB());
        } finally {
            ImportBench.delete(data);
        }
    }

    /** The hash of the only item's original message, downloaded without holding it. */
    private static byte[] received(ServiceProcess service, ApiClient api) throws Exception {
        var item = api.get("/sec/item").get("items").get(0).get("id").asText();
        var attachment =
                api.get("/sec/item/" + item).get("attachments").get(0).get("id").asText();
        var request = HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + service.port() + "/api/v1/sec/attachment/" + attachment + "/archive"))
                .header("X-Docspell-Auth", api.token())
                .build();
        var digest = MessageDigest.getInstance("SHA-256");
        try (var client = HttpClient.newHttpClient();
                InputStream body = new DigestInputStream(
                        client.send(request, BodyHandlers.ofInputStream()).body(), digest)) {
            body.transferTo(OutputStream.nullOutputStream());
        }
        return digest.digest();
    }
}
