package io.mailroom.oauth;

import io.mailroom.egress.BearerMechanism;
import io.mailroom.web.Ident;
import io.mailroom.web.PageName;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * A grant in an exported document. Where its tokens come from is not in it: that is what the Mailroom says that takes it, so
 * that no document sends a secret anywhere.
 *
 * @param publicClient whether the client has no secret
 */
@RegisterForReflection
record MovedGrant(
        @NotNull @Ident @PageName String name,
        @NotBlank @Size(max = 64) String provider,
        @NotBlank @Size(max = 1024) String clientId,
        boolean publicClient,
        @Nullable @Size(max = 320) String address,
        @NotNull @Size(max = 4096) String scope,
        @Nullable BearerMechanism sasl,
        @Nullable @Size(max = 8192) String refreshToken,
        @Nullable @Size(max = 4096) String clientSecret) {

    static MovedGrant of(OAuthGrant grant) {
        return new MovedGrant(
                grant.name,
                grant.provider,
                grant.clientId,
                grant.authMethod == AuthMethod.NONE,
                grant.address,
                grant.scope,
                grant.sasl,
                null,
                null);
    }

    /** Whether it is good without that anybody has configured its client here. */
    boolean bringsClient() {
        return publicClient || clientSecret != null;
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "MovedGrant[" + name + "]";
    }
}
