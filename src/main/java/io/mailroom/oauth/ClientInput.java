package io.mailroom.oauth;

import io.mailroom.egress.BearerMechanism;
import io.mailroom.web.PageName;
import io.mailroom.web.Problem;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A provider as an admin configures it for the collective. */
@Schema(name = "OAuthClientInput")
record ClientInput(
        @Schema(
                examples = "google",
                description = "The id that users call it by; it comes before the operator's of the same id.")
        @NotNull
        @Pattern(regexp = "[A-Za-z0-9_-]{1,64}", message = "must be 1 to 64 of the characters A-Z a-z 0-9 - _")
        @PageName
        String provider,

        @Schema(
                examples = "google",
                description = "Absent: what the id says, or oidc.",
                enumeration = {"google", "microsoft", "oidc"})
        @Nullable
        @Pattern(regexp = "google|microsoft|oidc", message = "must be google, microsoft or oidc")
        String kind,

        @Schema(examples = "Our Google") @Nullable @Size(max = 128)
        String displayName,

        @Schema(examples = "106701-d8c.apps.googleusercontent.com")
        @NotBlank
        @Size(max = 1024)
        @Pattern(regexp = PasteInput.VISIBLE, message = PasteInput.NOT_VISIBLE)
        String clientId,

        @Schema(
                writeOnly = true,
                description = "Absent or null keeps what is stored, an empty text removes it: a public client.")
        @Nullable
        @Size(max = 4096)
        @Pattern(regexp = PasteInput.VISIBLE, message = PasteInput.NOT_VISIBLE)
        String clientSecret,

        @Schema(
                examples = "common",
                description = "Microsoft: common, organizations, consumers, or a tenant's id or domain.")
        @Nullable
        @Pattern(regexp = "[A-Za-z0-9.-]{1,253}", message = "must be a tenant's id or domain")
        String tenant,

        @Schema(examples = "https://login.example.org", description = "Where the endpoints are discovered.")
        @Nullable
        @EndpointUri
        String issuer,

        @Nullable @EndpointUri String authorizationEndpoint,
        @Nullable @EndpointUri String tokenEndpoint,
        @Nullable @EndpointUri String deviceAuthorizationEndpoint,
        @Nullable @EndpointUri String revocationEndpoint,
        @Nullable @EndpointUri String userinfoEndpoint,
        @Nullable @EndpointUri String jwksUri,

        @Schema(description = "What is asked for, instead of what the kind needs for mail.") @Nullable @Size(max = 32)
        List<@NotNull @Pattern(regexp = "[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,256}", message = "must be one scope") String>
                scopes,

        @Schema(
                description = "How tokens are shown to the mail server. Absent: what it offers.",
                enumeration = {"XOAUTH2", "OAUTHBEARER"})
        @Nullable
        BearerMechanism sasl,

        @Schema(enumeration = {"client_secret_basic", "client_secret_post", "none"})
        @Nullable
        @Pattern(
                regexp = "client_secret_basic|client_secret_post|none",
                message = "must be client_secret_basic, client_secret_post or none")
        String authMethod,

        @Schema(examples = "email", description = "The claim of the ID token that is the mailbox's address.")
        @Nullable
        @Size(max = 64)
        String addressClaim,

        @Schema(description = "More parameters of the authorization request.") @Nullable @Size(max = 16)
        Map<@Pattern(regexp = "[A-Za-z0-9_.-]{1,64}") String, @NotNull @Size(max = 1024) String> authorizeParameters,

        @Schema(examples = "3", description = "The version that was read; another one in the database is a 409.")
        @Nullable
        Long version) {

    ProviderKind kindOrDefault() {
        return ProviderKind.of(kind == null ? provider : kind).orElse(ProviderKind.OIDC);
    }

    /** Everything but the secret, which needs sealing. */
    void applyTo(OAuthClient client) {
        client.kind = kindOrDefault();
        client.displayName = emptyToNull(displayName);
        client.clientId = clientId.strip();
        client.tenant = emptyToNull(tenant);
        client.issuer = emptyToNull(issuer);
        client.authorizationEndpoint = emptyToNull(authorizationEndpoint);
        client.tokenEndpoint = emptyToNull(tokenEndpoint);
        client.deviceAuthorizationEndpoint = emptyToNull(deviceAuthorizationEndpoint);
        client.revocationEndpoint = emptyToNull(revocationEndpoint);
        client.userinfoEndpoint = emptyToNull(userinfoEndpoint);
        client.jwksUri = emptyToNull(jwksUri);
        client.scopes = scopes == null || scopes.isEmpty() ? null : String.join(" ", scopes);
        client.sasl = sasl;
        client.authMethod = AuthMethod.of(authMethod).orElse(null);
        client.addressClaim = emptyToNull(addressClaim);
        client.authorizeParameters =
                AuthorizeParameters.write(authorizeParameters == null ? Map.of() : authorizeParameters);
    }

    /** @throws Problem where the fields do not go together */
    void demandEndpoints() {
        boolean explicit = emptyToNull(authorizationEndpoint) != null && emptyToNull(tokenEndpoint) != null;
        if (kindOrDefault() == ProviderKind.OIDC && emptyToNull(issuer) == null && !explicit) {
            throw Problem.invalid("issuer", "must be given, or authorizationEndpoint and tokenEndpoint");
        }
    }

    private static @Nullable String emptyToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "ClientInput[" + provider + "]";
    }
}
