package io.mailroom.crash.send;

/** What is struck. */
enum Way {
    /** The service, with its embedded database: killed with -9 and started again. */
    SERVICE("send"),
    /** PostgreSQL: every process of it killed with -9 and started again, under a service that stays up. */
    DATABASE("send-database"),
    /** One of two replicas: killed with -9 and started again; what it was working on waits for its claims to run out. */
    REPLICAS("send-replicas"),
    /** One of two replicas: stopped for longer than its claims last, and then continued. */
    PAUSE("send-pause"),
    /**
     * Of two replicas one after the other, as in an upgrade: asked to stop with SIGTERM, and started again when it has. Clients
     * are led away from one that says it is not ready, and the mail server never hangs up, so nothing may break off at all.
     */
    ROLLING("send-rolling");

    private final String word;

    Way(String word) {
        this.word = word;
    }

    @Override
    public String toString() {
        return word;
    }
}
