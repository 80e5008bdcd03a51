package io.mailroom.audit;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A line of the audit trail as it is stored. */
@Entity
@Immutable
@Table(name = "audit_entry")
class AuditEntry {

    @Id
    UUID id;

    @Column(name = "collective_id")
    UUID collectiveId;

    @Column(name = "account_id")
    @Nullable
    UUID accountId;

    String actor;

    @Nullable
    String via;

    Instant at;
    String act;
    String result;

    @Nullable
    String object;

    @Nullable
    String detail;

    @Nullable
    String address;

    @Nullable
    String request;
}
