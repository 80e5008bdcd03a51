package io.mailroom.day;

import io.mailroom.testsupport.DovecotServer;
import io.mailroom.testsupport.OAuthServer;
import java.time.Duration;
import java.time.Instant;

/** Ends each session of the mail server when the token ends that it was let in by, as the large providers do. */
final class Sessions implements AutoCloseable {

    private final DovecotServer dovecot;
    private final OAuthServer provider;
    private final Duration hour;
    private final Thread thread;
    private volatile boolean over;
    private int ended;

    Sessions(DovecotServer dovecot, OAuthServer provider, Duration hour) {
        this.dovecot = dovecot;
        this.provider = provider;
        this.hour = hour;
        thread = Thread.ofVirtual().start(this::watch);
    }

    private void watch() {
        int token = 0;
        try {
            while (!over) {
                Thread.sleep(50); // its own resolution
                var given = provider.refreshes();
                if (token < given.size()) {
                    var end = given.get(token).plus(hour);
                    if (!Instant.now().isBefore(end)) {
                        token++;
                        end(token < given.size() ? given.get(token) : end);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Those that had begun before the next token was given. */
    private void end(Instant next) {
        for (var session : dovecot.imapProcesses()) {
            var began = session.info().startInstant();
            if (began.isPresent() && began.get().isBefore(next.minusMillis(100)) && session.destroyForcibly()) {
                ended++;
            }
        }
    }

    int ended() {
        return ended;
    }

    @Override
    public void close() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
