package io.mailroom.health;

import java.util.UUID;

/**
 * A connection, by the settings that it is made with.
 *
 * @param id of the settings
 */
public record Connection(Kind kind, UUID id) {

    public static Connection imap(UUID setting) {
        return new Connection(Kind.IMAP, setting);
    }

    public static Connection smtp(UUID setting) {
        return new Connection(Kind.SMTP, setting);
    }
}
