package io.mailroom.item;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mailroom.testsupport.User;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is live on the heap while a large file goes in and out, sampled after collections; far less than the file. */
@QuarkusTest
class LargeFileTest {

    private static final int SIXTY_MEGABYTES = 60 << 20;
    private static final long HALF_OF_IT = 30 << 20;

    @TestHTTPResource
    URI service;

    @TempDir
    Path directory;

    @Test
    void fileShouldGoInAndOutWithoutBeingHeldInMemory() throws Exception {
        var user = User.anAdmin();
        var file = aLargeFile();
        try (var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            var upload = request(user, Api.UPLOAD)
                    .header("Content-Type", "multipart/form-data; boundary=b")
                    .POST(BodyPublishers.concat(
                            BodyPublishers.ofString(
                                    "--b\r\nContent-Disposition: form-data; name=f; filename=big.bin\r\n"
                                            + "Content-Type: application/octet-stream\r\n\r\n"),
                            BodyPublishers.ofFile(file),
                            BodyPublishers.ofString("\r\n--b--\r\n")))
                    .build();
            var liveWhileIn = new AtomicLong();
            var uploaded = sampling(liveWhileIn, () -> client.send(upload, BodyHandlers.ofString()));
            assertThat(uploaded.statusCode()).isEqualTo(200);
            var item = new ObjectMapper().readTree(uploaded.body()).at("/ids/0").asText();
            var id = Api.of(user).item(item).<String>path("attachments[0].id");

            var download = request(user, Api.ATTACHMENTS + id).GET().build();
            var liveWhileOut = new AtomicLong();
            var hash = sampling(liveWhileOut, () -> {
                try (var body =
                        client.send(download, BodyHandlers.ofInputStream()).body()) {
                    return sha256(body);
                }
            });

            assertThat(hash).isEqualTo(sha256(Files.newInputStream(file)));
            assertThat(liveWhileIn.get()).isLessThan(HALF_OF_IT);
            assertThat(liveWhileOut.get()).isLessThan(HALF_OF_IT);
        }
    }

    private HttpRequest.Builder request(User user, String path) {
        return HttpRequest.newBuilder(service.resolve(path)).header("X-Docspell-Auth", user.token());
    }

    private Path aLargeFile() throws Exception {
        var random = new Random(1);
        var block = new byte[1 << 20];
        var file = directory.resolve("big.bin");
        try (var out = Files.newOutputStream(file)) {
            for (int written = 0; written < SIXTY_MEGABYTES; written += block.length) {
                random.nextBytes(block);
                out.write(block);
            }
        }
        return file;
    }

    /** Runs {@code work} and notes how far the live memory rose above what it was before. */
    private static <T> T sampling(AtomicLong highest, Callable<T> work) throws Exception {
        long before = live();
        var done = new CountDownLatch(1);
        var sampler = Thread.ofPlatform().start(() -> {
            try {
                while (!done.await(300, TimeUnit.MILLISECONDS)) {
                    highest.accumulateAndGet(live() - before, Math::max);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            return work.call();
        } finally {
            done.countDown();
            sampler.join();
        }
    }

    private static long live() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()
                + ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .filter(pool -> pool.getName().equals("direct"))
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum();
    }

    private static byte[] sha256(InputStream in) throws Exception {
        var digest = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"));
        try (digest) {
            digest.transferTo(OutputStream.nullOutputStream());
        }
        return digest.getMessageDigest().digest();
    }
}
