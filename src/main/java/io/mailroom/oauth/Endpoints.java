package io.mailroom.oauth;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where a provider is asked for what (RFC 8414 section 2); null is what it does not have, or what is not known.
 *
 * @param namesIssuer whether it promises to name itself in the answer of an authorization (RFC 9207 section 3)
 */
record Endpoints(
        @Nullable String issuer,
        @Nullable URI authorization,
        @Nullable URI token,
        @Nullable URI deviceAuthorization,
        @Nullable URI revocation,
        @Nullable URI userinfo,
        @Nullable URI jwks,
        boolean namesIssuer) {

    static final Endpoints UNKNOWN = new Endpoints(null, null, null, null, null, null, null, false);

    /** With the others where these say nothing. */
    Endpoints or(Endpoints others) {
        return new Endpoints(
                first(issuer, others.issuer),
                first(authorization, others.authorization),
                first(token, others.token),
                first(deviceAuthorization, others.deviceAuthorization),
                first(revocation, others.revocation),
                first(userinfo, others.userinfo),
                first(jwks, others.jwks),
                namesIssuer || others.namesIssuer);
    }

    private static <T> @Nullable T first(@Nullable T one, @Nullable T other) {
        return one == null ? other : one;
    }
}
