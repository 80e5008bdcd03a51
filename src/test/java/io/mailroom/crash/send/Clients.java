package io.mailroom.crash.send;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Several programs that hand over mails without a break, and remember what they were told of each. */
final class Clients implements AutoCloseable {

    private static final int AT_ONCE = 8;
    private static final int LONGEST_PAUSE_MILLIS = 60;

    /** Longer than the service lets anybody wait for the first attempt. */
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(35);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final Scene scene;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> running = new ArrayList<>();
    private final AtomicInteger number = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final Map<Integer, Ask> asks = new ConcurrentHashMap<>();
    private final Map<Integer, List<Heard>> heard = new ConcurrentHashMap<>();
    private volatile boolean enough;

    Clients(Scene scene) {
        this.scene = scene;
    }

    void start(Random random) {
        for (int i = 0; i < AT_ONCE; i++) {
            var own = new Random(random.nextLong());
            running.add(threads.submit(() -> {
                while (!enough) {
                    var ask = Ask.draw(number.getAndIncrement(), own);
                    asks.put(ask.number(), ask);
                    ask(ask);
                    Thread.sleep(own.nextInt(LONGEST_PAUSE_MILLIS));
                }
                return null;
            }));
        }
    }

    /** Nothing new is asked for; what was is brought to its end. */
    void stop() throws Exception {
        enough = true;
        for (var one : running) {
            one.get(5, TimeUnit.MINUTES);
        }
    }

    Map<Integer, Ask> asks() {
        return asks;
    }

    /** The answers to each mail's request and its repetitions; none where there was no answer. */
    Map<Integer, List<Heard>> heard() {
        return heard;
    }

    /** How many requests broke off. */
    int unanswered() {
        return unanswered.get();
    }

    private void ask(Ask ask) throws Exception {
        if (ask.twice()) {
            var second = threads.submit(() -> {
                untilAnswered(ask);
                return null;
            });
            untilAnswered(ask);
            second.get();
        } else {
            untilAnswered(ask);
        }
    }

    private void untilAnswered(Ask ask) throws InterruptedException {
        while (true) {
            try {
                var answer = post(ask);
                heard.computeIfAbsent(ask.number(), it -> new CopyOnWriteArrayList<>())
                        .add(answer);
                if (answer.accepted() || answer.isFinal() || !ask.keyed()) {
                    return;
                }
            } catch (ConnectException nobodyThere) {
                // Nothing was asked for.
            } catch (IOException brokenOff) {
                unanswered.incrementAndGet();
                if (!ask.keyed()) {
                    return;
                }
            }
            Thread.sleep(200);
        }
    }

    private Heard post(Ask ask) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(scene.sendAddress(ask)))
                .timeout(ANSWERED_WITHIN)
                .header("Content-Type", "application/json")
                .header("X-Docspell-Auth", scene.api().token());
        if (ask.keyed()) {
            request.header("Idempotency-Key", ask.key());
        }
        if (ask.manner() == Ask.Manner.ASYNC) {
            request.header("Prefer", "respond-async");
        }
        var body = HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(ask.body()));
        var answer = http.send(request.POST(body).build(), HttpResponse.BodyHandlers.ofString());
        return new Heard(
                answer.statusCode(),
                answer.statusCode() < 300
                        ? JSON.readTree(answer.body()).path("id").asText()
                        : "",
                answer.body());
    }

    @Override
    public void close() {
        enough = true;
        threads.shutdownNow();
        http.shutdownNow();
        try {
            if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
                throw new UncheckedIOException(new IOException("the clients do not stop"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
