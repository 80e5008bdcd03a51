package io.mailroom.oauth;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Implemented by every room that keeps references to grants; those of a removed grant become null. */
public interface GrantUsers {

    /** By the grant's id what uses it, in words for its owner, such as {@code imap gmail.com}. Within the caller's session. */
    Uni<Map<UUID, List<String>>> using(UUID account);
}
