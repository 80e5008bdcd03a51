package io.mailroom.health;

import java.time.Duration;

/** What a connection is wanted for, which decides how long to wait for it and when not to try at all. */
public enum Occasion {
    /** Nobody waits for it: it comes again when it may, and keeps no place meanwhile that somebody else could use. */
    SCHEDULED(Duration.ZERO),
    /** Somebody waits for what is to be done over it. */
    REQUESTED(Duration.ofSeconds(20)),
    /** Its owner wants to know whether it works now. */
    TEST(Duration.ofSeconds(20));

    private final Duration patience;

    Occasion(Duration patience) {
        this.patience = patience;
    }

    /** How long to wait for others who are trying the same connection at this moment. */
    Duration patience() {
        return patience;
    }
}
