package io.mailroom.account;

import java.util.UUID;

/** Implemented by every room that has to end something elsewhere before an account is deleted with all that it has here. */
public interface BeforeRemoval {

    /** Blocking, on a virtual thread and outside any transaction. An admin waits for it; what goes wrong keeps no account. */
    void beforeRemoval(UUID account, UUID collective);
}
