package io.mailroom.oauth;

import io.mailroom.egress.BearerMechanism;
import io.mailroom.secret.Binding;
import io.mailroom.secret.SealedColumn;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A provider as a collective has configured it for itself; it comes before the operator's of the same id. */
@Entity
@Table(name = "oauth_client")
class OAuthClient {
    @Id
    UUID id;

    @Column(name = "collective_id")
    UUID collectiveId;

    String provider;

    @Enumerated(EnumType.STRING)
    ProviderKind kind;

    @Column(name = "display_name")
    @Nullable
    String displayName;

    @Column(name = "client_id")
    String clientId;

    /** Sealed; null for a public client. */
    @Column(name = "client_secret")
    byte @Nullable [] clientSecret;

    @Nullable
    String tenant;

    @Nullable
    String issuer;

    @Column(name = "authorization_endpoint")
    @Nullable
    String authorizationEndpoint;

    @Column(name = "token_endpoint")
    @Nullable
    String tokenEndpoint;

    @Column(name = "device_authorization_endpoint")
    @Nullable
    String deviceAuthorizationEndpoint;

    @Column(name = "revocation_endpoint")
    @Nullable
    String revocationEndpoint;

    @Column(name = "userinfo_endpoint")
    @Nullable
    String userinfoEndpoint;

    @Column(name = "jwks_uri")
    @Nullable
    String jwksUri;

    /** Separated by spaces. */
    @Nullable
    String scopes;

    @Enumerated(EnumType.STRING)
    @Nullable
    BearerMechanism sasl;

    @Column(name = "auth_method")
    @Enumerated(EnumType.STRING)
    @Nullable
    AuthMethod authMethod;

    @Column(name = "address_claim")
    @Nullable
    String addressClaim;

    /** As they stand in a query. */
    @Column(name = "authorize_parameters")
    @Nullable
    String authorizeParameters;

    Instant created;
    Instant updated;

    @Version
    long version;

    Binding clientSecretBinding() {
        return SealedColumn.CLIENT_SECRET.of(id);
    }
}
