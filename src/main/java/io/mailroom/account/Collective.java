package io.mailroom.account;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Users that share items. */
@Entity
class Collective {
    @Id
    UUID id;

    String name;
    Instant created;

    /** Whose people join it; null where a user made it. */
    @Column(name = "oidc_issuer")
    @Nullable
    String oidcIssuer;
}
