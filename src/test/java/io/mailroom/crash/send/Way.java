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
    PAUSE("send-pause");

    private final String word;

    Way(String word) {
        this.word = word;
    }

    @Override
    public String toString() {
        return word;
    }
}
