package io.mailroom.account;

import io.mailroom.audit.Actor;
import java.util.UUID;

/** The logged-in user of this request: what every other room keeps its rows under. */
public record Caller(
        UUID accountId, UUID collectiveId, String collective, String login, boolean admin, UUID sessionId) {

    /** As the audit trail has it. */
    public Actor actor() {
        return Actor.of(collectiveId, accountId, login);
    }

    /** {@code collective/login}. */
    public String name() {
        return collective + "/" + login;
    }
}
