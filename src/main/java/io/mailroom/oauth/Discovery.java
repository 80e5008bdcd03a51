package io.mailroom.oauth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import io.mailroom.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds a provider's endpoints (OpenID Connect Discovery 1.0, RFC 8414). Blocking. */
@ApplicationScoped
class Discovery {

    private final ProviderHttp http;
    private final Cache<String, Endpoints> found;

    Discovery(ProviderHttp http, OAuthConfig config) {
        this.http = http;
        this.found = Caffeine.newBuilder()
                .expireAfterWrite(config.discoveryLife())
                .maximumSize(1_000)
                .build();
    }

    /**
     * With a token endpoint at least.
     *
     * @throws Problem 502 when the issuer does not tell, 422 when there is nobody to ask
     */
    Endpoints of(Provider provider) {
        var known = provider.known();
        if (known.token() != null && known.authorization() != null) {
            return known;
        }
        if (known.issuer() == null) {
            throw ProviderProblem.refused(provider.displayName()
                    + " is configured with neither an issuer nor its endpoints. Set the one or the others.");
        }
        String issuer = known.issuer();
        return known.or(found.get(issuer, this::discover));
    }

    /** The same as far as nobody has to be asked for it; not blocking. */
    Optional<Endpoints> known(Provider provider) {
        var known = provider.known();
        if (known.token() != null) {
            return Optional.of(known);
        }
        return Optional.ofNullable(known.issuer())
                .flatMap(issuer -> Optional.ofNullable(found.getIfPresent(issuer)))
                .map(known::or);
    }

    private Endpoints discover(String issuer) {
        var base = URI.create(issuer);
        String problem = "";
        for (var address : List.of(openId(base), rfc8414(base))) {
            try {
                var response = http.get(address);
                if (response.getStatusCode() == 200) {
                    return read(issuer, response.getBody());
                }
                problem = address + " answers with status " + response.getStatusCode() + ".";
            } catch (IOException e) {
                throw ProviderProblem.failed(
                        "The endpoints of " + issuer + " could not be looked up: " + e.getMessage());
            } catch (ParseException e) {
                problem = address + " answers something that is no description of a provider.";
            }
        }
        throw ProviderProblem.failed("The endpoints of " + issuer + " could not be looked up. " + problem);
    }

    private static URI openId(URI issuer) {
        return URI.create(issuer.toString().replaceAll("/+$", "") + "/.well-known/openid-configuration");
    }

    /** Section 3.1: the path of the issuer comes last. */
    private static URI rfc8414(URI issuer) {
        String path = Objects.requireNonNullElse(issuer.getRawPath(), "").replaceAll("/+$", "");
        return URI.create(issuer.getScheme() + "://" + issuer.getRawAuthority()
                + "/.well-known/oauth-authorization-server" + path);
    }

    private static Endpoints read(String issuer, @Nullable String body) throws ParseException {
        var json = JSONObjectUtils.parse(Objects.requireNonNullElse(body, ""));
        var metadata = AuthorizationServerMetadata.parse(json);
        if (!metadata.getIssuer()
                .getValue()
                .equals(issuer)) { // OpenID Connect Discovery section 4.3, RFC 8414 section 3.3
            throw ProviderProblem.failed("Asked for its endpoints, " + issuer + " calls itself "
                    + metadata.getIssuer().getValue()
                    + ". The issuer has to be configured exactly as it calls itself.");
        }
        if (metadata.getTokenEndpointURI() == null || metadata.getAuthorizationEndpointURI() == null) {
            throw ProviderProblem.failed(issuer + " names no endpoints for authorization and tokens.");
        }
        return new Endpoints(
                issuer,
                protectedAs(issuer, metadata.getAuthorizationEndpointURI()),
                protectedAs(issuer, metadata.getTokenEndpointURI()),
                protectedAs(issuer, metadata.getDeviceAuthorizationEndpointURI()),
                protectedAs(issuer, metadata.getRevocationEndpointURI()),
                protectedAs(issuer, JSONObjectUtils.getURI(json, "userinfo_endpoint", null)),
                protectedAs(issuer, metadata.getJWKSetURI()),
                metadata.supportsAuthorizationResponseIssuerParam());
    }

    /** Secrets are not to leave the protection in which they were asked for. */
    private static @Nullable URI protectedAs(String issuer, @Nullable URI endpoint) {
        if (endpoint != null && issuer.startsWith("https:") && !"https".equalsIgnoreCase(endpoint.getScheme())) {
            throw ProviderProblem.failed(issuer + " names an endpoint without TLS: " + endpoint);
        }
        return endpoint;
    }
}
