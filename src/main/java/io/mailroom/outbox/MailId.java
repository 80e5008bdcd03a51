package io.mailroom.outbox;

import java.util.Optional;
import java.util.UUID;

/** Ids on the wire are opaque: what is no id of ours is simply not found. */
public final class MailId {

    private MailId() {}

    public static Optional<UUID> parse(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
