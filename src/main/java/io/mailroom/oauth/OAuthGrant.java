package io.mailroom.oauth;

import io.mailroom.egress.BearerMechanism;
import io.mailroom.secret.Binding;
import io.mailroom.secret.SealedColumn;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a user has consented to: one mailbox at one provider, for reading and for sending (RFC 6749). */
@Entity
@Table(name = "oauth_grant")
class OAuthGrant {
    @Id
    UUID id;

    @Column(name = "account_id")
    UUID accountId;

    String name;

    /** The provider's id, for the client's secret where the grant has none of its own. */
    String provider;

    @Column(name = "client_id")
    String clientId;

    /** Sealed, see {@link #clientSecretBinding}; null for the provider's configured one, or for a public client. */
    @Column(name = "client_secret")
    byte @Nullable [] clientSecret;

    /** Whether the client is the collective's own, not the operator's. */
    @Column(name = "own_client")
    boolean ownClient;

    @Nullable
    String issuer;

    @Nullable
    String tenant;

    @Column(name = "authorization_endpoint")
    @Nullable
    String authorizationEndpoint;

    @Column(name = "token_endpoint")
    String tokenEndpoint;

    @Column(name = "revocation_endpoint")
    @Nullable
    String revocationEndpoint;

    @Column(name = "auth_method")
    @Enumerated(EnumType.STRING)
    AuthMethod authMethod;

    /** The mailbox. */
    @Nullable
    String address;

    /** As granted, separated by spaces. */
    String scope;

    /** Null for whichever the mail server offers. */
    @Enumerated(EnumType.STRING)
    @Nullable
    BearerMechanism sasl;

    /** Sealed, see {@link #refreshTokenBinding}. */
    @Column(name = "refresh_token")
    byte @Nullable [] refreshToken;

    /** Sealed, see {@link #accessTokenBinding}. */
    @Column(name = "access_token")
    byte @Nullable [] accessToken;

    @Column(name = "access_expires")
    @Nullable
    Instant accessExpires;

    /** When the provider last gave tokens. */
    @Nullable
    Instant refreshed;

    @Convert(converter = GrantState.Column.class)
    GrantState state;

    /** Why it is not, or was not, to be refreshed: for its owner to read. */
    @Nullable
    String error;

    /** Failures in a row that may pass. */
    int failures;

    @Column(name = "next_try")
    @Nullable
    Instant nextTry;

    /** Whether the last failure is for the client that we are, and not for the provider's network. */
    @Column(name = "client_at_fault")
    boolean clientAtFault;

    /** When its owner last did; null for when it was made. */
    @Nullable
    Instant consented;

    Instant created;
    Instant updated;

    @Version
    long version;

    Binding clientSecretBinding() {
        return SealedColumn.GRANT_CLIENT_SECRET.of(id);
    }

    Binding refreshTokenBinding() {
        return SealedColumn.REFRESH_TOKEN.of(id);
    }

    Binding accessTokenBinding() {
        return SealedColumn.ACCESS_TOKEN.of(id);
    }
}
