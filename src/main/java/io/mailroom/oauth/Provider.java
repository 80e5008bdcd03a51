package io.mailroom.oauth;

import io.mailroom.egress.BearerMechanism;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A provider as a collective may use it. Never printed.
 *
 * @param clientId null where only what users bring with them can be used
 * @param clientSecret null for a public client
 * @param known its endpoints before any discovery
 * @param addressClaims the claims of an ID token that may be the mailbox's address, the best first
 * @param own whether the collective has configured it, not the operator
 */
record Provider(
        String id,
        ProviderKind kind,
        String displayName,
        @Nullable String clientId,
        @Nullable String clientSecret,
        @Nullable String tenant,
        Endpoints known,
        List<String> scopes,
        @Nullable BearerMechanism sasl,
        AuthMethod authMethod,
        List<String> addressClaims,
        Map<String, String> authorizeParameters,
        boolean own) {

    /** They tell who somebody is, or keep a grant alive, and give no access to mail. */
    static final Set<String> NO_MAIL = Set.of("openid", "email", "profile", "offline_access");

    /** What must have been consented to. */
    List<String> mailScopes() {
        return scopes.stream().filter(scope -> !NO_MAIL.contains(scope)).toList();
    }

    /** Whether it is registered there, and consent can be asked for. */
    boolean registered() {
        return clientId != null;
    }

    /** What Google has for devices gives no access to mail; for an issuer it turns out with its endpoints. */
    boolean mayHaveDeviceFlow() {
        return registered()
                && kind != ProviderKind.GOOGLE
                && (known.deviceAuthorization() != null || known.token() == null);
    }

    TokenClient client(URI tokenEndpoint, String id, @Nullable String secret) {
        return new TokenClient(tokenEndpoint, id, secret, secret == null ? AuthMethod.NONE : authMethod);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "Provider[" + id + "]";
    }
}
