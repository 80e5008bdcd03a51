package io.mailroom.oauth;

import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.device.DeviceCode;
import com.nimbusds.oauth2.sdk.device.DeviceCodeGrant;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import io.mailroom.oauth.DeviceAnswer.Pending;
import io.mailroom.oauth.TokenAnswer.Granted;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks a provider for tokens (RFC 6749 section 3.2). Blocking, and never within a transaction. */
@ApplicationScoped
class TokenEndpoint {

    /** Where the provider does not say (RFC 6749 section 5.1 only recommends it); too long is found out by the mail server. */
    private static final Duration USUAL_LIFE = Duration.ofHours(1);

    /** Whatever is promised beyond that is no time to reckon with. */
    private static final long LONGEST_LIFE = Duration.ofDays(365).toSeconds();

    private final ProviderHttp http;
    private final TokenFailures failures;

    TokenEndpoint(ProviderHttp http, TokenFailures failures) {
        this.http = http;
        this.failures = failures;
    }

    /** Section 4.1.3, with PKCE (RFC 7636 section 4.5). */
    TokenAnswer exchange(TokenClient client, String code, URI redirectUri, String verifier) {
        return ask(
                client,
                new AuthorizationCodeGrant(new AuthorizationCode(code), redirectUri, new CodeVerifier(verifier)),
                code,
                verifier);
    }

    /** Section 6. No scope is sent: it is then what was granted, and Google refuses the parameter. */
    TokenAnswer refresh(TokenClient client, String refreshToken) {
        return ask(client, new RefreshTokenGrant(new RefreshToken(refreshToken)), refreshToken);
    }

    /** RFC 8628 section 3.4. */
    DeviceAnswer poll(TokenClient client, String deviceCode) {
        try {
            var response = send(client, new DeviceCodeGrant(new DeviceCode(deviceCode)));
            return pending(response).orElseGet(() -> read(response, client, deviceCode));
        } catch (IOException e) {
            return failures.unreachable(client, e);
        }
    }

    private TokenAnswer ask(TokenClient client, AuthorizationGrant grant, String... secrets) {
        try {
            return read(send(client, grant), client, secrets);
        } catch (IOException e) {
            return failures.unreachable(client, e);
        }
    }

    private HTTPResponse send(TokenClient client, AuthorizationGrant grant) throws IOException {
        var authentication = authentication(client);
        var request = authentication.isPresent()
                ? new TokenRequest.Builder(client.tokenEndpoint(), authentication.get(), grant)
                : new TokenRequest.Builder(client.tokenEndpoint(), new ClientID(client.id()), grant);
        return request.build().toHTTPRequest().send(http);
    }

    /** Empty for a public client. */
    static Optional<ClientAuthentication> authentication(TokenClient client) {
        if (client.secret() == null) {
            return Optional.empty();
        }
        var id = new ClientID(client.id());
        var secret = new Secret(client.secret());
        return switch (client.authMethod()) {
            case CLIENT_SECRET_BASIC -> Optional.of(new ClientSecretBasic(id, secret));
            case CLIENT_SECRET_POST -> Optional.of(new ClientSecretPost(id, secret));
            case NONE -> Optional.empty();
        };
    }

    private static Optional<DeviceAnswer> pending(HTTPResponse response) {
        if (response.indicatesSuccess() || response.getStatusCode() >= 500) {
            return Optional.empty();
        }
        return switch (code(ErrorObject.parse(response))) {
            case "authorization_pending" -> Optional.of(new Pending(false));
            case "slow_down" -> Optional.of(new Pending(true));
            default -> Optional.empty();
        };
    }

    private static String code(ErrorObject error) {
        return error.getCode() == null ? "" : error.getCode();
    }

    private TokenAnswer read(HTTPResponse response, TokenClient client, String... secrets) {
        if (!response.indicatesSuccess()) {
            return failures.of(response, client, secrets);
        }
        try {
            // not by the library's check of the media type: some send JSON as text
            return granted(AccessTokenResponse.parse(JSONObjectUtils.parse(response.getBody())));
        } catch (ParseException e) {
            return failures.nonsense(client);
        }
    }

    private static Granted granted(AccessTokenResponse response) {
        var tokens = response.getTokens();
        var access = tokens.getAccessToken();
        var refresh = tokens.getRefreshToken();
        var scope = access.getScope();
        return new Granted(
                access.getValue(),
                access.getLifetime() > 0
                        ? Duration.ofSeconds(Math.min(access.getLifetime(), LONGEST_LIFE))
                        : USUAL_LIFE,
                refresh == null ? null : refresh.getValue(),
                scope == null ? null : scope.toString(),
                text(response.getCustomParameters().get("id_token")));
    }

    private static @Nullable String text(@Nullable Object value) {
        return value instanceof String text ? text : null;
    }
}
