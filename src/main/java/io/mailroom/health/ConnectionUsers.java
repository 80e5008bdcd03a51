package io.mailroom.health;

import io.smallrye.mutiny.Uni;

/** Implemented by every room that keeps away from connections in trouble and wants to know when that is over. */
public interface ConnectionUsers {

    /** Whatever waited for this connection goes on. Within the caller's transaction. */
    Uni<Void> retry(Connection connection);
}
