package io.mailroom.crash;

import java.util.Locale;

/** What is struck. */
enum Way {
    /** The service, with its embedded database: killed with -9 and started again. */
    SERVICE,
    /** PostgreSQL: every process of it killed with -9 and started again, under a service that stays up. */
    DATABASE,
    /** Dovecot: its imap processes, or all of it, killed with -9 and started again. */
    IMAP_KILL,
    /** Dovecot's imap processes: stopped for longer than the service waits for an answer, and then continued. */
    IMAP_PAUSE,
    /** The TCP connection between service and Dovecot: reset. */
    CUT,
    /** The one of two replicas that is importing: killed with -9; started again when the other has taken over. */
    REPLICAS,
    /** Of two replicas one after the other, as in an upgrade: asked to stop with SIGTERM, and started again when it has. */
    ROLLING;

    static Way of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
