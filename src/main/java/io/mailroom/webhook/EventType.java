package io.mailroom.webhook;

import java.util.Optional;
import java.util.stream.Stream;

/** What receivers can be told of. */
public enum EventType {
    /** A mail connection has come into another state. */
    CONNECTION_STATE_CHANGED("connection.state-changed"),
    /** A mail did not reach everybody, and is tried no more. */
    MAIL_FAILED("mail.failed"),
    /** Somebody wants to know whether the receiver gets anything. */
    PING("ping");

    private final String word;

    EventType(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    static Optional<EventType> of(String word) {
        return Stream.of(values()).filter(type -> type.word.equals(word)).findFirst();
    }
}
