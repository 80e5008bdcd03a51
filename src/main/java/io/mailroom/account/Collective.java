package io.mailroom.account;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;

/** Users that share items. */
@Entity
class Collective {
    @Id
    UUID id;

    String name;
    Instant created;
}
