package io.mailroom.oauth;

import io.mailroom.secret.Binding;
import io.mailroom.secret.SealedColumn;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A consent that is under way: good for minutes, once, and for the session that began it. */
@Entity
@Table(name = "oauth_authorization")
class OAuthAuthorization {
    @Id
    UUID id;

    @Column(name = "account_id")
    UUID accountId;

    @Column(name = "session_id")
    UUID sessionId;

    String provider;

    @Column(name = "grant_name")
    String grantName;

    /** The grant that is authorised again; null for a new one. */
    @Column(name = "grant_id")
    @Nullable
    UUID grantId;

    /** The mailbox that it must turn out to be; null for whichever it is. */
    @Nullable
    String address;

    /** Or another one: the user has confirmed that. */
    @Column(name = "any_address")
    boolean anyAddress;

    /** SHA-256: whoever reads the database cannot finish it. Null with the device flow. */
    @Column(name = "state_hash")
    byte @Nullable [] stateHash;

    /** SHA-256 of what the cookie of the browser says that began it. */
    @Column(name = "browser_hash")
    byte @Nullable [] browserHash;

    /** Sealed; RFC 7636 section 4.1. */
    byte @Nullable [] verifier;

    @Nullable
    String nonce;

    @Column(name = "redirect_uri")
    @Nullable
    String redirectUri;

    /** Sealed; RFC 8628 section 3.2. */
    @Column(name = "device_code")
    byte @Nullable [] deviceCode;

    /** Seconds between two questions. */
    @Column(name = "poll_interval")
    @Nullable
    Integer pollInterval;

    @Column(name = "next_poll")
    @Nullable
    Instant nextPoll;

    /** Null while it is pending. */
    @Convert(converter = ConsentOutcome.Column.class)
    @Nullable
    ConsentOutcome outcome;

    /** Why it has failed: for its user to read. */
    @Nullable
    String error;

    Instant created;
    Instant expires;

    Binding verifierBinding() {
        return SealedColumn.VERIFIER.of(id);
    }

    Binding deviceCodeBinding() {
        return SealedColumn.DEVICE_CODE.of(id);
    }
}
