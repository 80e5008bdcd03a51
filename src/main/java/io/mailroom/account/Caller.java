package io.mailroom.account;

import io.mailroom.audit.Actor;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The logged-in user of this request: what every other room keeps its rows under.
 *
 * @param via what they came with, where it was no session of theirs: {@code token backup}
 */
public record Caller(
        UUID accountId,
        UUID collectiveId,
        String collective,
        String login,
        boolean admin,
        UUID sessionId,
        @Nullable String via) {

    /** As the audit trail has it. */
    public Actor actor() {
        return new Actor(collectiveId, accountId, login, via);
    }

    /** {@code collective/login}. */
    public String name() {
        return collective + "/" + login;
    }
}
