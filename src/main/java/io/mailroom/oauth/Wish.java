package io.mailroom.oauth;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The grant that somebody wants.
 *
 * @param name how its owner will call it
 * @param existing the grant that is authorised again; null for a new one
 * @param address the mailbox that it must turn out to be; null for whichever it is
 * @param anyAddress or another one, as its owner has confirmed
 */
record Wish(
        UUID account,
        String name,
        @Nullable UUID existing,
        @Nullable String address,
        boolean anyAddress) {}
