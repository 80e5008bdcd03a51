package io.mailroom.soak;

import java.io.IOException;
import java.time.Duration;

/** What goes wrong, one after the other. Each is over when {@link #strike} returns. */
enum Fault {
    IMAP_RESTART("IMAP server restarted", false) {
        @Override
        void strike(Scene scene) throws InterruptedException {
            scene.dovecot().kill();
            Thread.sleep(AWAY); // the restart's own time
            scene.dovecot().restart();
        }
    },
    SMTP_RESTART("SMTP server restarted", false) {
        @Override
        void strike(Scene scene) throws IOException, InterruptedException {
            scene.sink().goAway();
            Thread.sleep(AWAY); // the restart's own time
            scene.sink().comeBack();
        }
    },
    SLOW_NETWORK("slow network", false) {
        @Override
        void strike(Scene scene) throws InterruptedException {
            scene.imap().slow(PIECE, PAUSE);
            scene.smtp().slow(PIECE, PAUSE);
            Thread.sleep(SLOW); // for so long
            scene.imap().fast();
            scene.smtp().fast();
        }
    },
    EXPIRED_TOKENS("access tokens expired", false) {
        @Override
        void strike(Scene scene) {
            scene.people().stream()
                    .filter(Person::authorises)
                    .forEach(person -> scene.provider().expireAccess(person.address()));
        }
    },
    DATABASE_RESTART("PostgreSQL restarted", true) {
        @Override
        void strike(Scene scene) {
            scene.database().restart();
        }
    },
    REPLICA_RESTART("a replica restarted", true) {
        @Override
        void strike(Scene scene) throws IOException {
            scene.restartReplica();
        }
    };

    private static final Duration AWAY = Duration.ofSeconds(3);
    private static final Duration SLOW = Duration.ofSeconds(15);

    /** 50 KB/s, and that late. */
    private static final int PIECE = 2_000;

    private static final Duration PAUSE = Duration.ofMillis(40);

    private final String words;
    private final boolean requestsMayFail;

    Fault(String words, boolean requestsMayFail) {
        this.words = words;
        this.requestsMayFail = requestsMayFail;
    }

    abstract void strike(Scene scene) throws IOException, InterruptedException;

    /** Whether who asks the service meanwhile may be told that it cannot answer. */
    boolean requestsMayFail() {
        return requestsMayFail;
    }

    @Override
    public String toString() {
        return words;
    }
}
