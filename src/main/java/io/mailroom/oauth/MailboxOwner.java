package io.mailroom.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.UserInfoResponse;
import com.nimbusds.openid.connect.sdk.claims.ClaimsSet;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import io.mailroom.oauth.TokenAnswer.Granted;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Learns from a provider whose tokens it has given: by its ID token (OpenID Connect Core section 3.1.3.7), or by asking. Blocking. */
@ApplicationScoped
class MailboxOwner {

    private final ProviderHttp http;

    MailboxOwner(ProviderHttp http) {
        this.http = http;
    }

    /**
     * The addresses that the provider knows the user by, the likeliest mailbox first; none when it does not say.
     *
     * @param nonce as it was sent with the request; null when there was none
     */
    List<String> addresses(
            Provider provider, Endpoints endpoints, String clientId, Granted tokens, @Nullable String nonce) {
        var claims = idToken(provider, endpoints, clientId, tokens.idToken(), nonce);
        var known = claims.map(found -> addresses(provider, found)).orElse(List.of());
        return known.isEmpty()
                ? userInfo(endpoints, tokens)
                        .map(found -> addresses(provider, found))
                        .orElse(List.of())
                : known;
    }

    private static List<String> addresses(Provider provider, ClaimsSet claims) {
        boolean unverified = Boolean.FALSE.equals(claims.getBooleanClaim("email_verified"));
        return provider.addressClaims().stream()
                .filter(claim -> !(unverified && claim.equals("email")))
                .map(claims::getStringClaim)
                .filter(Objects::nonNull)
                .filter(address -> address.contains("@"))
                .distinct()
                .toList();
    }

    private Optional<ClaimsSet> idToken(
            Provider provider, Endpoints endpoints, String clientId, @Nullable String idToken, @Nullable String nonce) {
        if (idToken == null || endpoints.issuer() == null || endpoints.jwks() == null) {
            return Optional.empty();
        }
        try {
            var token = JWTParser.parse(idToken);
            if (!(token.getHeader().getAlgorithm() instanceof JWSAlgorithm algorithm)
                    || !JWSAlgorithm.Family.SIGNATURE.contains(algorithm)) {
                return Optional.empty(); // nothing that its published keys could prove
            }
            var keys = JWKSet.parse(http.get(endpoints.jwks()).getBody());
            var issuer = issuer(provider, endpoints.issuer(), token);
            return Optional.of(new IDTokenValidator(new Issuer(issuer), new ClientID(clientId), algorithm, keys)
                    .validate(token, nonce == null ? null : new Nonce(nonce)));
        } catch (BadJOSEException | JOSEException e) {
            throw ProviderProblem.failed(
                    provider.displayName() + " gave an ID token that is not to be trusted: " + e.getMessage());
        } catch (java.text.ParseException e) {
            throw ProviderProblem.failed(provider.displayName() + " gave an ID token, or keys, that cannot be read.");
        } catch (IOException e) {
            throw ProviderProblem.failed(
                    "The keys of " + provider.displayName() + " could not be fetched: " + e.getMessage());
        }
    }

    /** Microsoft's tokens name the tenant of the user as their issuer, also when any tenant may log in. */
    private static String issuer(Provider provider, String issuer, JWT token) throws java.text.ParseException {
        String tenant = token.getJWTClaimsSet().getStringClaim("tid");
        return provider.kind() == ProviderKind.MICROSOFT && tenant != null && tenant.matches("[0-9a-fA-F-]{36}")
                ? issuer.replaceFirst("/[^/]+/v2\\.0$", "/" + tenant + "/v2.0")
                : issuer;
    }

    private Optional<ClaimsSet> userInfo(Endpoints endpoints, Granted tokens) {
        if (endpoints.userinfo() == null) {
            return Optional.empty();
        }
        try {
            var request = new UserInfoRequest(endpoints.userinfo(), new BearerAccessToken(tokens.accessToken()));
            var response = UserInfoResponse.parse(request.toHTTPRequest().send(http));
            return response.indicatesSuccess()
                    ? Optional.ofNullable(response.toSuccessResponse().getUserInfo())
                    : Optional.empty();
        } catch (ParseException | IOException e) {
            return Optional.empty(); // the user can say it, too
        }
    }
}
