package io.mailroom.account;

import java.util.UUID;

/** Whose background work it is. */
public record Owner(UUID accountId, UUID collectiveId, String login) {}
