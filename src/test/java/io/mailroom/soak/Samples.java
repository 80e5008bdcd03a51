package io.mailroom.soak;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Looks at everything again and again, until it is closed. */
final class Samples implements AutoCloseable {

    private final Scene scene;
    private final Journal journal;
    private final Duration pause;
    private final List<Sample> samples = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread thread;

    Samples(Scene scene, Journal journal, Duration pause) {
        this.scene = scene;
        this.journal = journal;
        this.pause = pause;
        thread = Thread.ofVirtual().start(this::watch);
    }

    List<Sample> all() {
        return samples;
    }

    private void watch() {
        try {
            do {
                look();
            } while (!over.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            samples.add(new Sample(
                    Instant.now(),
                    vitals(0),
                    second(),
                    connections(),
                    scene.imap().open(),
                    scene.smtp().open(),
                    journal.answers(),
                    journal.complaints()));
        } catch (IOException e) { // the verdict needs enough of them, and there will be others
            System.err.println("No sample: " + e.getMessage());
        }
    }

    private Vitals vitals(int replica) throws IOException {
        return Vitals.of(scene.service(replica).pid(), scene.scratch(replica));
    }

    private Optional<Vitals> second() {
        try {
            return Optional.of(vitals(1));
        } catch (IOException | IllegalStateException away) {
            return Optional.empty();
        }
    }

    private OptionalLong connections() {
        try (var connection = scene.database().connection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        select count(*) from pg_stat_activity
                        where backend_type = 'client backend' and pid <> pg_backend_pid()""")) {
            rows.next();
            return OptionalLong.of(rows.getLong(1));
        } catch (SQLException away) {
            return OptionalLong.empty();
        }
    }

    @Override
    public void close() {
        over.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
