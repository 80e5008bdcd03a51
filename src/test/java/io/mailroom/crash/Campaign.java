package io.mailroom.crash;

import io.mailroom.testsupport.ImapProxy;
import io.mailroom.testsupport.ImapProxy.Connection;
import io.mailroom.testsupport.ImapProxy.Moment;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Strikes one way many times while mails keep coming, and then counts them. */
final class Campaign {

    /** Waiting in the source when it is struck, and coming in between. */
    private static final int BEFORE = 30;

    private static final int AFTER = 5;

    /** 128 and SIGTERM's number: it has come to its own end. */
    private static final int TERMINATED = 143;

    private static final Duration MOMENT = Duration.ofSeconds(20);
    private static final Duration RECOVERY = Duration.ofMinutes(2);
    private static final Duration QUIET = Duration.ofMinutes(3);

    private final Scene.Setup setup;
    private final Random random;
    private final Scene scene;
    private final Deliveries deliveries;
    private final Moments moments;
    private final List<Duration> recoveries = new ArrayList<>();
    private final List<Duration> stops = new ArrayList<>();
    private final TreeMap<String, Integer> struck = new TreeMap<>();
    private final List<String> violations = new ArrayList<>();

    private Campaign(Scene.Setup setup, long seed, Scene scene) {
        this.setup = setup;
        this.random = new Random(seed);
        this.scene = scene;
        this.deliveries = new Deliveries(scene.dovecot(), random);
        this.moments = new Moments(random, setup.move());
    }

    static Outcome run(Scene.Setup setup, int times, long seed) throws Exception {
        long began = System.nanoTime();
        try (var scene = Scene.open(setup)) {
            var campaign = new Campaign(setup, seed, scene);
            try {
                campaign.run(times);
            } catch (ConditionTimeoutException | TimeoutException e) {
                campaign.violations.add("stuck: " + e.getMessage());
            }
            campaign.judge();
            if (!campaign.violations.isEmpty()) {
                campaign.violations.add("logs and databases: " + scene.keep());
            }
            return new Outcome(
                    setup.way(),
                    campaign.struck,
                    campaign.deliveries.number(),
                    campaign.deliveries.bytes(),
                    Duration.ofNanos(System.nanoTime() - began),
                    campaign.recoveries,
                    campaign.stops,
                    campaign.violations);
        }
    }

    private void run(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            deliveries.deliver(BEFORE);
            var moment = setup.way() == Way.CUT ? moments.nextLiteral(BEFORE) : moments.next(BEFORE);
            long at = strike(moment);
            recoveries.add(Duration.ofMillis(System.currentTimeMillis() - at));
        }
    }

    private long strike(Moment moment) throws Exception {
        var blow = new Blow();
        long at = fall(moment, blow);
        deliveries.deliver(AFTER);
        blow.mend();
        Awaitility.await("the import goes on after the blow " + moment)
                .atMost(RECOVERY)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions() // whom we ask may be the one that was struck
                .until(() -> scene.importedSince(at));
        long recovered = System.currentTimeMillis();
        blow.mendAfterTakeover();
        return at + (System.currentTimeMillis() - recovered);
    }

    private long fall(Moment moment, ImapProxy.Blow blow) throws Exception {
        String name = Moments.name(moment);
        long at;
        try {
            at = await(scene.proxy().strike(moment, blow));
        } catch (TimeoutException missed) {
            // Fewer mails came, or they had been moved already: strike at the next command, whatever it is.
            name = "at any command";
            at = await(scene.proxy().strike(new ImapProxy.Before(""), blow));
        }
        struck.merge(name, 1, Integer::sum);
        return at;
    }

    private static long await(CompletableFuture<Long> fallen) throws Exception {
        try {
            return fallen.get(MOMENT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the blow itself failed", e.getCause());
        }
    }

    /** One blow and what makes it good again. */
    private final class Blow implements ImapProxy.Blow {

        private final boolean all = random.nextBoolean();
        private List<ProcessHandle> paused = List.of();
        private int replica;
        private CompletableFuture<Duration> stopping = new CompletableFuture<>();

        @Override
        public void strike(Connection connection) throws IOException {
            switch (setup.way()) {
                case SERVICE -> scene.killService(0);
                case DATABASE -> scene.database().kill();
                case IMAP_KILL -> {
                    if (all) {
                        scene.dovecot().kill();
                    } else {
                        scene.dovecot().imapProcesses().forEach(ProcessHandle::destroyForcibly);
                    }
                }
                case IMAP_PAUSE -> {
                    paused = scene.dovecot().imapProcesses();
                    signal("STOP");
                }
                case CUT -> connection.cut();
                case REPLICAS -> {
                    replica = scene.replicaOn(connection);
                    scene.killService(replica);
                }
                case ROLLING -> {
                    replica = recoveries.size() % setup.replicas();
                    stopping = scene.terminateService(replica);
                }
            }
        }

        void mend() throws Exception {
            switch (setup.way()) {
                case SERVICE -> scene.restartService(0);
                case DATABASE -> scene.database().restart();
                case IMAP_KILL -> {
                    if (all) {
                        scene.dovecot().restart();
                    }
                }
                case IMAP_PAUSE -> {
                    Thread.sleep(Scene.READ_TIMEOUT.multipliedBy(3).dividedBy(2)); // the pause itself
                    signal("CONT");
                }
                case CUT, REPLICAS, ROLLING -> {
                    // nothing to be done, or not yet
                }
            }
        }

        /** The other one has to come in by itself. */
        void mendAfterTakeover() throws Exception {
            if (setup.way() == Way.ROLLING) {
                int exit = scene.awaitEnd(replica);
                stops.add(stopping.get());
                if (exit != TERMINATED) {
                    violations.add("a replica that was asked to stop ended with " + exit);
                }
            }
            if (setup.replicas() > 1) {
                scene.restartService(replica);
            }
        }

        private void signal(String name) throws IOException {
            var command = new ArrayList<>(List.of("kill", "-" + name));
            paused.stream()
                    .filter(ProcessHandle::isAlive)
                    .map(p -> Long.toString(p.pid()))
                    .forEach(command::add);
            if (command.size() > 2) {
                try {
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .start()
                            .waitFor();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private void judge() throws Exception {
        scene.proxy().forget();
        try {
            Awaitility.await("every mail has left " + Scene.SOURCE)
                    .atMost(QUIET)
                    .pollInterval(Duration.ofMillis(500))
                    .ignoreExceptions()
                    .until(scene::sourceIsEmpty);
        } catch (ConditionTimeoutException e) {
            violations.add("stuck: " + e.getMessage());
        }
        violations.addAll(new Verdict(scene, deliveries, random).violations());
    }
}
