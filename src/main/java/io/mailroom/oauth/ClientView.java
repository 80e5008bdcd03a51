package io.mailroom.oauth;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mailroom.egress.BearerMechanism;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A collective's own provider as it is shown: without the secret. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "OAuthClient")
record ClientView(
        String provider,
        String kind,
        @Nullable String displayName,
        String clientId,
        @Schema(readOnly = true) boolean hasClientSecret,
        @Nullable String tenant,
        @Nullable String issuer,
        @Nullable String authorizationEndpoint,
        @Nullable String tokenEndpoint,
        @Nullable String deviceAuthorizationEndpoint,
        @Nullable String revocationEndpoint,
        @Nullable String userinfoEndpoint,
        @Nullable String jwksUri,
        @Nullable List<String> scopes,
        @Nullable BearerMechanism sasl,
        @Nullable String authMethod,
        @Nullable String addressClaim,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> authorizeParameters,

        @Schema(readOnly = true, description = "To be registered at the provider, to the letter.")
        String redirectUri,

        @Schema(examples = "3") long version) {

    static ClientView of(OAuthClient client, String redirectUri) {
        return new ClientView(
                client.provider,
                client.kind.word(),
                client.displayName,
                client.clientId,
                client.clientSecret != null,
                client.tenant,
                client.issuer,
                client.authorizationEndpoint,
                client.tokenEndpoint,
                client.deviceAuthorizationEndpoint,
                client.revocationEndpoint,
                client.userinfoEndpoint,
                client.jwksUri,
                client.scopes == null ? null : List.of(client.scopes.split(" ")),
                client.sasl,
                client.authMethod == null ? null : client.authMethod.word(),
                client.addressClaim,
                AuthorizeParameters.read(client.authorizeParameters),
                redirectUri,
                client.version);
    }
}
