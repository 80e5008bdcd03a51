package io.mailroom.audit;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who acted.
 *
 * @param account null for somebody who has none, or was not let into it
 * @param login the name they have, or say they have
 * @param via what they came with, where it was no session of theirs: {@code token backup}
 */
public record Actor(
        UUID collective,
        @Nullable UUID account,
        String login,
        @Nullable String via) {

    public static Actor of(UUID collective, @Nullable UUID account, String login) {
        return new Actor(collective, account, login, null);
    }
}
