package io.mailroom.crash.send;

import io.mailroom.crash.send.Sink.Moment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Strikes one way many times while mails are handed over, and then counts the copies. */
final class Campaign {

    private static final Duration MOMENT = Duration.ofSeconds(30);
    private static final Duration RECOVERY = Duration.ofMinutes(2);
    private static final Duration QUIET = Duration.ofMinutes(6);

    /** Longer than a claim lasts, and than it takes another replica to notice. */
    private static final Duration PAUSE = Duration.ofSeconds(65);

    /** 128 and SIGTERM's number: it has come to its own end. */
    private static final int TERMINATED = 143;

    private final Random random;
    private final Scene scene;
    private final Clients clients;
    private final ArrayDeque<Moment> deck = new ArrayDeque<>();
    private final List<Duration> recoveries = new ArrayList<>();
    private final List<Duration> stops = new ArrayList<>();
    private volatile CompletableFuture<Duration> stopping = new CompletableFuture<>();
    private final TreeMap<String, Integer> struck = new TreeMap<>();
    private final List<String> violations = new ArrayList<>();

    private Campaign(Random random, Scene scene, Clients clients) {
        this.random = random;
        this.scene = scene;
        this.clients = clients;
    }

    static Outcome run(Way way, int times, long seed) throws Exception {
        long began = System.nanoTime();
        var random = new Random(seed);
        try (var scene = Scene.open(way, random);
                var clients = new Clients(scene)) {
            var campaign = new Campaign(random, scene, clients);
            clients.start(random);
            campaign.strike(times);
            clients.stop();
            var verdict = campaign.judge();
            var violations = new ArrayList<>(campaign.violations);
            violations.addAll(verdict.violations());
            if (!violations.isEmpty()) {
                violations.add("logs and databases: " + scene.keep());
            }
            return new Outcome(
                    way,
                    campaign.struck,
                    verdict.tally(),
                    Duration.ofNanos(System.nanoTime() - began),
                    campaign.recoveries,
                    campaign.stops,
                    violations);
        }
    }

    private void strike(int times) throws Exception {
        try {
            for (int i = 0; i < times; i++) {
                TimeUnit.MILLISECONDS.sleep(500 + random.nextInt(2_000)); // mails are sent in between
                strike();
            }
        } catch (ConditionTimeoutException | TimeoutException e) {
            violations.add("stuck: " + e.getMessage());
        }
    }

    private void strike() throws Exception {
        var moment = next();
        var delay = random.nextBoolean() ? Duration.ZERO : Duration.ofNanos(random.nextLong(20_000_000));
        int replica =
                scene.way() == Way.ROLLING ? recoveries.size() % scene.replicas() : random.nextInt(scene.replicas());
        var fallen = scene.sink().strike(moment, delay, () -> fall(replica));
        try {
            fallen.get(MOMENT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the blow itself failed", e.getCause());
        }
        long down = System.nanoTime();
        struck.merge((delay.isZero() ? "at " : "after ") + moment, 1, Integer::sum);
        boolean theOtherGoesOn = scene.way() == Way.PAUSE || scene.way() == Way.ROLLING;
        if (!theOtherGoesOn) {
            mend(replica);
        }
        Awaitility.await("mails are sent again after the blow at " + moment)
                .atMost(RECOVERY)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> scene.sink().tookOneBegunAfter(down));
        recoveries.add(Duration.ofNanos(System.nanoTime() - down));
        if (theOtherGoesOn) {
            mend(replica); // not before it has, by itself
        }
    }

    private Moment next() {
        if (deck.isEmpty()) {
            var moments = new ArrayList<>(Arrays.asList(Moment.values()));
            moments.addAll(List.of(Moment.FINAL_DOT, Moment.IN_THE_MESSAGE, Moment.TAKEN));
            Collections.shuffle(moments, random);
            deck.addAll(moments);
        }
        return deck.pop();
    }

    private void fall(int replica) {
        try {
            switch (scene.way()) {
                case SERVICE, REPLICAS -> scene.kill(replica);
                case DATABASE -> scene.database().kill();
                case PAUSE -> scene.signal(replica, "STOP");
                case ROLLING -> stopping = scene.terminate(replica);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void mend(int replica) throws Exception {
        switch (scene.way()) {
            case SERVICE, REPLICAS -> scene.restart(replica);
            case DATABASE -> scene.database().restart();
            case ROLLING -> {
                int exit = scene.awaitEnd(replica);
                stops.add(stopping.get());
                if (exit != TERMINATED) {
                    violations.add("a replica that was asked to stop ended with " + exit);
                }
                scene.restart(replica);
            }
            case PAUSE -> {
                Thread.sleep(PAUSE); // the pause itself
                scene.signal(replica, "CONT");
            }
        }
    }

    private Verdict judge() throws Exception {
        scene.sink().behave();
        var outbox = new OutboxView(scene);
        try {
            Awaitility.await("nothing is queued any more")
                    .atMost(QUIET)
                    .pollInterval(Duration.ofSeconds(3))
                    .ignoreExceptions() // a replica may just be coming back
                    .until(outbox::hurriedIsEmpty);
        } catch (ConditionTimeoutException e) {
            violations.add("stuck: " + e.getMessage());
        }
        var verdict = Verdict.on(scene, clients, outbox);
        if (scene.way() == Way.ROLLING) {
            verdict.nothingBrokeOff();
        }
        return verdict;
    }
}
