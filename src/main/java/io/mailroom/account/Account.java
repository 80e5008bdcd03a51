package io.mailroom.account;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A user of a collective. */
@Entity
class Account {
    @Id
    UUID id;

    @Column(name = "collective_id")
    UUID collectiveId;

    String login;

    /** Null for people who sign in with a token of a foreign issuer only. */
    @Nullable
    @Column(name = "password_hash")
    String passwordHash;

    @Nullable
    String email;

    /** Where notices go instead. */
    @Column(name = "notify_address")
    @Nullable
    String notifyAddress;

    /** Whether they go anywhere. */
    boolean notify = true;

    boolean admin;
    Instant created;

    /** Written by {@link Sessions}; null until the first time. */
    @Column(name = "last_sign_in", insertable = false, updatable = false)
    @Nullable
    Instant lastSignIn;

    /** The removal that is under way; written by {@link Departures}. */
    @Column(insertable = false, updatable = false)
    @Nullable
    UUID leaving;

    @Version
    long version;
}
