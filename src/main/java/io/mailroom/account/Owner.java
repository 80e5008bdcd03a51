package io.mailroom.account;

import io.mailroom.audit.Actor;
import java.util.UUID;

/** Whose background work it is. */
public record Owner(UUID accountId, UUID collectiveId, String login) {

    /** As the audit trail has it. */
    public Actor actor() {
        return Actor.of(collectiveId, accountId, login);
    }
}
