package io.mailroom.webhook;

import io.mailroom.secret.Binding;
import io.mailroom.secret.SealedColumn;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** Where a collective wants to be told of events. */
@Entity
class Webhook {
    @Id
    UUID id;

    @Column(name = "collective_id")
    UUID collectiveId;

    String url;

    /** Sealed, see {@link #binding}. */
    byte[] secret;

    boolean enabled;

    /** Empty: all. */
    @JdbcTypeCode(SqlTypes.ARRAY)
    String[] events;

    /** Written by the deliveries, and by whoever switches it on. */
    @Column(name = "failing_since")
    @Nullable
    Instant failingSince;

    /** Why, when it was not by somebody's hand. */
    @Nullable
    String disabled;

    Instant created;
    Instant updated;

    @Version
    long version;

    static Binding binding(UUID id) {
        return SealedColumn.WEBHOOK_SECRET.of(id);
    }
}
