package io.mailroom.day;

import io.mailroom.bench.SampleMail;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Lets a day pass and judges it. */
final class Story {

    static final List<String> FOLDERS = List.of("INBOX", "Bills");

    /** The grant is tried when it is stored. */
    private static final int FIRST = 1;

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration BETWEEN_MAILS = Duration.ofMillis(250);

    private final int hours;
    private final Duration hour;
    private final Scene scene;
    private final List<String> violations = new ArrayList<>();
    private int delivered;

    private Story(int hours, Duration hour, Scene scene) {
        this.hours = hours;
        this.hour = hour;
        this.scene = scene;
    }

    static Outcome run(int hours, Duration hour) throws Exception {
        try (var scene = Scene.open(hour)) {
            return new Story(hours, hour, scene).run();
        }
    }

    private Outcome run() throws Exception {
        var began = Instant.now();
        var killed = new CompletableFuture<Integer>();
        int refreshes;
        Visitors visitors;
        try (var sessions = new Sessions(scene.dovecot(), scene.provider(), hour);
                var visiting = new Visitors(Scene.REPLICAS, scene::api)) {
            visitors = visiting;
            deliverUntil(began.plus(hour.multipliedBy(hours / 2)));
            scene.provider().beforeNextAnswer(entrance -> {
                int replica = Scene.replicaAt(entrance);
                scene.kill(replica);
                killed.complete(replica);
            });
            deliverUntil(began.plus(hour.multipliedBy(hours / 2 + 2)));
            scene.restart(killed.get(hour.multipliedBy(2).toSeconds(), TimeUnit.SECONDS));
            deliverUntil(began.plus(hour.multipliedBy(hours)));
            refreshes = scene.provider().refreshes().size();
            awaitAllImported();
            expect("sessions that ended with their token", sessions.ended() > 0);
        }
        return judge(refreshes, visitors);
    }

    private void deliverUntil(Instant end) throws InterruptedException {
        while (Instant.now().isBefore(end)) {
            for (var folder : FOLDERS) {
                scene.dovecot().deliver(Scene.USER, folder, SampleMail.text(delivered++, 3_000));
            }
            Thread.sleep(BETWEEN_MAILS.toMillis()); // the pace of the post
        }
    }

    private void awaitAllImported() {
        try {
            Awaitility.await("every mail is imported and moved")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(300))
                    .until(() -> FOLDERS.stream()
                            .allMatch(folder -> scene.dovecot()
                                    .files(Scene.USER, folder)
                                    .findAny()
                                    .isEmpty()));
        } catch (ConditionTimeoutException e) {
            violations.add("stuck: " + e.getMessage());
        }
    }

    private Outcome judge(int refreshes, Visitors visitors) throws SQLException {
        // A token is replaced when five minutes of its hour are left, and by then not before it is used.
        double life = hour.minus(scene.ahead()).toMillis();
        int most = FIRST + (int) Math.ceil(hours * hour.toMillis() / life) + 1;
        long imported = scene.count("select count(*) from item");
        long inTarget = scene.dovecot().files(Scene.USER, "Imported").count();
        expect("mails imported: " + imported + " of " + delivered, imported == delivered);
        expect("mails moved: " + inTarget + " of " + delivered, inTarget == delivered);
        expect("refreshes: " + refreshes + " and at most " + most, refreshes <= most);
        expect("a refresh in most hours: " + refreshes, refreshes >= hours / 2);
        expect("refreshes at once", scene.provider().mostAtOnce() == 1);
        expect(
                "refresh tokens shown twice: " + scene.provider().reuses(),
                scene.provider().reuses() == 1);
        expect("log-ins refused: " + visitors.refused(), visitors.refused() == 0);
        expect("log-ins at all", visitors.logIns() > hours);
        expect(
                "the grant is active",
                scene.count("select count(*) from oauth_grant where state = 'active' and failures = 0") == 1);
        visitors.others().stream().limit(3).forEach(violations::add);
        if (!violations.isEmpty()) {
            violations.add("logs and databases: " + scene.keep());
        }
        return new Outcome(
                hours,
                hour,
                refreshes,
                most,
                scene.provider().mostAtOnce(),
                scene.provider().reuses(),
                visitors.logIns(),
                visitors.refused(),
                visitors.putOff(),
                visitors.longestGap(),
                delivered,
                imported,
                violations);
    }

    private void expect(String what, boolean held) {
        if (!held) {
            violations.add(what);
        }
    }
}
